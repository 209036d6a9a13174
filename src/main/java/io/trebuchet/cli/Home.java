package io.trebuchet.cli;

import java.nio.file.Path;

/** Where the project is: the launcher says it, else the working directory. */
final class Home {
  private Home() {}

  static Path path(String name) {
    String home = System.getProperty("trebuchet.home");
    return home == null ? Path.of(name) : Path.of(home).resolve(name);
  }
}
