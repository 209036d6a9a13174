package io.trebuchet.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Files that a user names to be read: links are followed, but a pipe or a device is none. */
final class InputFile {
  /** A file is in memory as a whole, and again as numbers. */
  private static final int SHARE_OF_MEMORY = 4;

  /** They tell of processes, such as their environment, and of devices. */
  private static final List<Path> OF_THE_SYSTEM =
      List.of(Path.of("/proc"), Path.of("/dev"), Path.of("/sys"));

  private InputFile() {}

  /**
   * The contents of a file.
   *
   * @throws IOException if it is none, or too large for this process
   */
  static byte[] bytes(Path file) throws IOException {
    checkRegular(file);
    long most = Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY;
    if (Files.size(file) > most) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has %d bytes, and this process has room for %d: TREBUCHET_JAVA_OPTS=-Xmx8g gives"
                  + " more",
              file,
              Files.size(file),
              most));
    }
    return Files.readAllBytes(file);
  }

  /**
   * A file from its beginning.
   *
   * @throws IOException if it is none
   */
  static InputStream open(Path file) throws IOException {
    checkRegular(file);
    return Files.newInputStream(file);
  }

  /**
   * The same, to be read from anywhere.
   *
   * @throws IOException if it is none
   */
  static FileChannel channel(Path file) throws IOException {
    checkRegular(file);
    return FileChannel.open(file);
  }

  /** What is wrong with a name that no file is found at, for people. */
  static String missing(Path file) {
    return Files.isDirectory(file)
        ? file + " is a directory, not a file"
        : Files.exists(file)
            ? file + " is a pipe, a socket or a device, not a file"
            : "there is no file " + file;
  }

  private static void checkRegular(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(missing(file));
    }
    Path real = file.toRealPath();
    if (OF_THE_SYSTEM.stream().anyMatch(real::startsWith)) {
      throw new IOException(file + " is a file of the system, not of data");
    }
  }
}
