package io.trebuchet.physics.linalg;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where JavaCPP unpacks the libraries of ND4J, and loads them from. */
final class NativeCache {
  private static final String CHOSEN = "org.bytedeco.javacpp.cachedir";

  private NativeCache() {}

  /**
   * Refuses the place that JavaCPP takes when a user has no folder of their own: its name can be
   * guessed, and whoever made it first decides what is loaded.
   */
  static void check() {
    Path home = Path.of(System.getProperty("user.home", ""));
    if (System.getProperty(CHOSEN) == null && !(home.isAbsolute() && Files.isWritable(home))) {
      throw new IllegalStateException(
          "ND4J's libraries need a folder that is yours alone: set XDG_CACHE_HOME to one");
    }
  }
}
