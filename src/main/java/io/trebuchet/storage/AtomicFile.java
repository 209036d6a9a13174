package io.trebuchet.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.regex.Pattern;

/** Replaces a file as a whole, so that a reader or a crash never meets half of it. */
final class AtomicFile {
  private static final Pattern HALF_WRITTEN = Pattern.compile("\\.[0-9a-f]{16}\\..*\\.tmp");
  private static final SecureRandom RANDOM = new SecureRandom();

  private AtomicFile() {}

  static void replace(Path file, String text) throws IOException {
    replace(file, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * The same without forcing anything: a crash of the machine, unlike one of the process, can leave
   * half of it, which its reader must notice.
   */
  static void replaceUnforced(Path file, ByteBuffer bytes) throws IOException {
    replace(file, bytes, PrivateFiles::create, false);
  }

  /** Returns only once the new name, too, would survive a crash of the machine. */
  static void replace(Path file, ByteBuffer bytes) throws IOException {
    replace(file, bytes, PrivateFiles::create, true);
    PrivateFiles.force(PrivateFiles.above(file));
  }

  /** The same with another way to make the file. */
  static void replace(Path file, ByteBuffer bytes, Making making) throws IOException {
    replace(file, bytes, making, true);
  }

  /** Makes a file that must not be there yet. */
  @FunctionalInterface
  interface Making {
    FileChannel make(Path file) throws IOException;
  }

  private static void replace(Path file, ByteBuffer bytes, Making making, boolean force)
      throws IOException {
    Path parent = PrivateFiles.above(file);
    Path folder = Files.isDirectory(parent) ? parent : PrivateFiles.inside(parent);
    // Nobody can have laid anything under a name that is not known before.
    Path temporary =
        folder.resolve(
            String.format(Locale.ROOT, ".%016x.%s.tmp", RANDOM.nextLong(), file.getFileName()));
    try {
      try (FileChannel channel = making.make(temporary)) {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        if (force) {
          // Without this a crash of the machine could leave the new name on an empty file.
          channel.force(true);
        }
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  /** Deletes what killed processes have left; nobody may be writing there. */
  static void deleteHalfWritten(Path folder) throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            folder, file -> HALF_WRITTEN.matcher(String.valueOf(file.getFileName())).matches())) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }
}
