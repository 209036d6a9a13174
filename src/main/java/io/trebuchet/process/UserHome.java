package io.trebuchet.process;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The user's own folder; a user that the system does not know, as in a container, has none. */
public final class UserHome {
  private UserHome() {}

  /** Where it is. */
  public static Optional<Path> of(Map<String, String> environment) {
    return of(System.getProperty("user.home", ""), environment);
  }

  /**
   * The same.
   *
   * @param known to the JVM, which says a question mark where it does not know
   */
  public static Optional<Path> of(String known, Map<String, String> environment) {
    return Stream.of(known, environment.getOrDefault("HOME", ""))
        .map(Path::of)
        .filter(Path::isAbsolute)
        .findFirst();
  }
}
