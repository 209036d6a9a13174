package io.trebuchet.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What this process holds, as Linux tells it.
 *
 * @param heapBytes in use after a collection
 * @param residentBytes of the whole process; what is not heap is off it
 * @param openFiles files, sockets and the like
 */
record ProcessFigures(long heapBytes, long residentBytes, long openFiles) {
  /** Now, after a full collection. */
  static ProcessFigures now() throws IOException {
    System.gc();
    return new ProcessFigures(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), resident(), files());
  }

  /** Resident bytes without collecting first. */
  static long resident() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    }
  }

  private static long files() throws IOException {
    long count = 0;
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path unused : open) {
        count++;
      }
    }
    return count;
  }

  String text() {
    return String.format(
        Locale.ROOT,
        "heap %d MiB, resident %d MiB, %d open files",
        heapBytes >> 20,
        residentBytes >> 20,
        openFiles);
  }
}
