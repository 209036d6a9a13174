package io.trebuchet.process;

import java.nio.file.Path;

/** Where the project is: the launcher says it, else the working directory. */
public final class Home {
  private Home() {}

  public static Path path(String name) {
    String home = System.getProperty("trebuchet.home");
    return home == null ? Path.of(name) : Path.of(home).resolve(name);
  }
}
