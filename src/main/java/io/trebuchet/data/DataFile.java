package io.trebuchet.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** A file of numbers that a config names. */
public sealed interface DataFile permits NumberFile, ArrayFile {
  /** Where it is. */
  Path path();

  /** Adds the file's SHA-256 by its name, or by its whole path where another has that name. */
  default void addChecksum(Map<String, String> checksums) throws IOException {
    String checksum = Sha256.of(path());
    String other = checksums.putIfAbsent(String.valueOf(path().getFileName()), checksum);
    if (other != null && !other.equals(checksum)) {
      checksums.put(path().toString(), checksum);
    }
  }

  /** What is wrong with a name that no file is found at, for people. */
  static String missing(Path path) {
    return InputFile.missing(path);
  }

  /** What reading the file gives. */
  static <T> T read(Path path, Reading<T> reading) {
    try {
      return reading.of(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  /** Reads a file. */
  interface Reading<T> {
    /** What it holds. */
    T of(Path path) throws IOException;
  }
}
