package io.trebuchet.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What the last bits of a run's numbers depend on.
 *
 * @param cores how many the JVM may use
 * @param blasCoreType the kernels that {@code OPENBLAS_CORETYPE} asks for; empty if BLAS chose them
 *     by itself
 */
public record Machine(String jdk, String os, String cpuModel, int cores, String blasCoreType) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** This machine. */
  public static Machine current(String blasCoreType) {
    return new Machine(
        System.getProperty("java.vm.vendor") + " " + Runtime.version(),
        String.format(
            Locale.ROOT,
            "%s %s %s",
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch")),
        readCpuModel(),
        Runtime.getRuntime().availableProcessors(),
        blasCoreType);
  }

  /** Only Linux tells without a native call. */
  private static String readCpuModel() {
    try (var lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
