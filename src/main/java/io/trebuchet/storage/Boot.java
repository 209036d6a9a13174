package io.trebuchet.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which start of the machine this is: what a process wrote is there until the next one. */
final class Boot {
  /** Tests cut the power of a disk alone. */
  private static final String PROPERTY = "trebuchet.boot";

  private static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");

  private static final int MOST_BYTES = 64;

  private Boot() {}

  /** Its id; the same always on a system that does not tell. */
  static String id() throws IOException {
    String told = System.getProperty(PROPERTY);
    if (told != null) {
      return told;
    }
    if (!Files.isReadable(LINUX)) {
      return "unknown";
    }
    try (FileChannel channel = PrivateFiles.read(LINUX)) {
      ByteBuffer id = ByteBuffer.allocate(MOST_BYTES);
      // Its size is said to be nothing.
      int unused = channel.read(id);
      return StandardCharsets.US_ASCII.decode(id.flip()).toString().strip();
    }
  }
}
