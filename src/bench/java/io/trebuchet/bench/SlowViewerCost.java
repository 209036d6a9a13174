package io.trebuchet.bench;

import io.trebuchet.metrics.TrialResult;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.TrialsFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What a viewer that reads a byte a second costs a sweep that trains on all cores: runs with and
 * without it in turn, each a process of its own, so that neither inherits the other's memory.
 */
public final class SlowViewerCost {
  private static final String RATES = "[2.5, 4]";
  private static final long LOOK_MILLIS = 50;

  private final WatchedRun config;
  private final String mainClass;
  private final Path folder;
  private final Consumer<String> out;

  private SlowViewerCost(WatchedRun config, String mainClass, Path folder, Consumer<String> out) {
    this.config = config;
    this.mainClass = mainClass;
    this.folder = folder;
    this.out = out;
  }

  /**
   * A measurement with runs in a folder.
   *
   * @param mainClass of the command line
   */
  public static SlowViewerCost create(
      WatchedRun config, String mainClass, Path folder, Consumer<String> out) {
    return new SlowViewerCost(config, mainClass, folder, out);
  }

  /**
   * One run.
   *
   * @param trainingSeconds of its trials, which run side by side from their first step to their
   *     last
   * @param residentBytes the most that the process held
   * @param bytesRead what the viewer had read by the end
   */
  private record Run(double trainingSeconds, long residentBytes, long bytesRead) {}

  /** Pairs of runs, the order changing from one to the next, after one pair to warm up. */
  public void measure(int rounds, int steps)
      throws IOException, InterruptedException, BenchException {
    List<Double> ratios = new ArrayList<>();
    List<Double> same = new ArrayList<>();
    List<Double> mebibytes = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      boolean slowFirst = round % 2 == 1;
      Run first =
          run(folder.resolve(String.format(Locale.ROOT, "slow-%d-a", round)), steps, slowFirst);
      Run second =
          run(folder.resolve(String.format(Locale.ROOT, "slow-%d-b", round)), steps, !slowFirst);
      Run third = run(folder.resolve(String.format(Locale.ROOT, "slow-%d-c", round)), steps, false);
      Run watched = slowFirst ? first : second;
      Run alone = slowFirst ? second : first;
      double ratio = watched.trainingSeconds() / alone.trainingSeconds();
      double memory = (watched.residentBytes() - alone.residentBytes()) / (double) (1 << 20);
      out.accept(
          String.format(
              Locale.ROOT,
              "%s: %.2f s of training with a viewer of one byte a second (it read %d), %.2f s"
                  + " without, %+.1f%%, and %.2f s once more without; resident %d and %d MiB",
              round == 0 ? "warm-up" : "round " + round,
              watched.trainingSeconds(),
              watched.bytesRead(),
              alone.trainingSeconds(),
              100 * (ratio - 1),
              third.trainingSeconds(),
              watched.residentBytes() >> 20,
              alone.residentBytes() >> 20));
      if (round > 0) {
        ratios.add(ratio);
        same.add(third.trainingSeconds() / alone.trainingSeconds());
        mebibytes.add(memory);
      }
    }
    out.accept(
        String.format(
            Locale.ROOT,
            "a viewer of one byte a second: %+.1f%% training time, %+.0f MiB resident (medians of"
                + " %d pairs of %,d steps); two runs without it differ by %+.1f%%",
            100 * (SampleMedian.of(ratios) - 1),
            SampleMedian.of(mebibytes),
            rounds,
            2 * steps,
            100 * (SampleMedian.of(same) - 1)));
  }

  private Run run(Path directory, int steps, boolean watched)
      throws IOException, InterruptedException, BenchException {
    int port = WatchedRun.freePort();
    Path said = Path.of(directory + ".out");
    Process process =
        new ProcessBuilder(command(config.arguments(directory, port, RATES, steps, "none")))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    long resident = 0;
    long read = 0;
    try {
      if (watched) {
        try (SlowViewer viewer = SlowViewer.watch(directory, port, () -> !process.isAlive())) {
          resident = peak(process);
          read = viewer.bytesRead();
        }
        if (read == 0) {
          throw new BenchException("the viewer saw nothing of the run");
        }
      } else {
        resident = peak(process);
      }
    } finally {
      process.destroy();
    }
    if (process.waitFor() != 0) {
      throw new BenchException(
          String.format(
              Locale.ROOT,
              "a run ended with %d: %s",
              process.exitValue(),
              Files.readString(said, StandardCharsets.UTF_8)));
    }
    double millis = 0;
    List<TrialResult> results = TrialsFile.read(new RunDirectory(directory).trials());
    for (TrialResult result : results) {
      millis += result.wallMillis();
    }
    return new Run(millis / results.size() / 1000, resident, read);
  }

  private List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(arguments);
    return command;
  }

  /** The most memory that a process held until it ended. */
  private static long peak(Process process) throws InterruptedException {
    long peak = 0;
    do {
      peak = Math.max(peak, held(process));
    } while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    return peak;
  }

  private static long held(Process process) {
    try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      // It ended between the two looks.
      return 0;
    }
  }
}
