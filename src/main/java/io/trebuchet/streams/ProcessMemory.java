package io.trebuchet.streams;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process takes of the machine's memory. */
final class ProcessMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessMemory() {}

  /** Bytes of the Java heap in use. */
  static long heapBytes() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /**
   * Resident bytes beside the heap that the process has taken: matrices, the database, code. 0
   * where the system does not tell.
   */
  static long offHeapBytes() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) {
          long resident = Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
          return Math.max(0, resident - heapBytes());
        }
      }
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
    return 0;
  }
}
