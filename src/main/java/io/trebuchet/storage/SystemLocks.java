package io.trebuchet.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** The locks that Linux tells every user of: also those of files that may not be opened. */
final class SystemLocks {
  private static final Path TABLE = Path.of("/proc/locks");

  private SystemLocks() {}

  /** Whether a process holds a file for itself; false where the system does not say. */
  static boolean isHeld(Path file) throws IOException {
    if (!Files.isReadable(TABLE)) {
      return false;
    }
    long device = (Long) Files.getAttribute(file, "unix:dev", LinkOption.NOFOLLOW_LINKS);
    long inode = (Long) Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    String name = name(device, inode);
    try (Stream<String> lines = Files.lines(TABLE, StandardCharsets.US_ASCII)) {
      return lines.anyMatch(line -> line.contains(" WRITE ") && line.contains(name));
    }
  }

  /** As in proc_locks(5): major and minor number of the device in hexadecimal, then the inode. */
  private static String name(long device, long inode) {
    long major = ((device >> 8) & 0xfff) | ((device >> 32) & ~0xfffL);
    long minor = (device & 0xff) | ((device >> 12) & ~0xffL);
    return String.format(Locale.ROOT, " %02x:%02x:%d ", major, minor, inode);
  }
}
