package io.trebuchet.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;

/** Replaces a file as a whole, so that a reader or a crash never meets half of it. */
final class AtomicFile {
  private static final Set<StandardOpenOption> OPTIONS =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);

  private AtomicFile() {}

  static void replace(Path file, String text) throws IOException {
    replace(file, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * The same without forcing anything: a crash of the machine, unlike one of the process, can leave
   * half of it, which its reader must notice.
   */
  static void replaceUnforced(Path file, ByteBuffer bytes) throws IOException {
    replace(file, bytes, false);
  }

  /** The same, and returns only once the new name itself would survive a crash of the machine. */
  static void replaceForced(Path file, ByteBuffer bytes) throws IOException {
    replace(file, bytes);
    PrivateFiles.forceDirectory(Objects.requireNonNull(file.toAbsolutePath().getParent()));
  }

  static void replace(Path file, ByteBuffer bytes) throws IOException {
    replace(file, bytes, true);
  }

  private static void replace(Path file, ByteBuffer bytes, boolean force) throws IOException {
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    // Not createTempFile: its files are readable by their owner alone, and so would ours be.
    Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(temporary, OPTIONS)) {
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
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
