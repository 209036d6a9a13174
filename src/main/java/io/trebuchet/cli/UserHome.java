package io.trebuchet.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The user's own folder; a user that the system does not know, as in a container, has none. */
final class UserHome {
  private UserHome() {}

  /** Where it is. */
  static Optional<Path> of(Map<String, String> environment) {
    return of(System.getProperty("user.home", ""), environment);
  }

  /**
   * The same.
   *
   * @param known to the JVM, which says a question mark where it does not know
   */
  static Optional<Path> of(String known, Map<String, String> environment) {
    return Stream.of(known, environment.getOrDefault("HOME", ""))
        .map(Path::of)
        .filter(Path::isAbsolute)
        .findFirst();
  }
}
