package io.trebuchet.bench;

import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepIdentity;
import io.trebuchet.data.DataFolders;
import io.trebuchet.durable.Durability;
import io.trebuchet.durable.JournalFile;
import io.trebuchet.durable.SweepJournal;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.NoStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What journal and checkpoints cost a sweep in wall time. */
public final class CheckpointCost {
  private final Path folder;
  private final DataFolders data;
  private final int parallelism;
  private final Consumer<String> out;

  private CheckpointCost(Path folder, DataFolders data, int parallelism, Consumer<String> out) {
    this.folder = folder;
    this.data = data;
    this.parallelism = parallelism;
    this.out = out;
  }

  /** A measurement with its files in a folder. */
  public static CheckpointCost create(
      Path folder, DataFolders data, int parallelism, Consumer<String> out) {
    return new CheckpointCost(folder, data, parallelism, out);
  }

  /** What a sweep has written, as its files tell: each names its number within its trial. */
  record Written(long checkpoints, long bytes) {
    static Written in(Path checkpoints) throws IOException {
      long count = 0;
      long bytes = 0;
      try (Stream<Path> trials = Files.list(checkpoints)) {
        for (Path trial : trials.filter(Files::isDirectory).toList()) {
          try (Stream<Path> files = Files.list(trial)) {
            Path newest = files.max(Comparator.naturalOrder()).orElseThrow();
            String name = newest.getFileName().toString();
            long number = Long.parseLong(name.substring(0, name.indexOf('-')));
            count += number;
            // All checkpoints of a trial are about as large.
            bytes += number * Files.size(newest);
          }
        }
      }
      return new Written(count, bytes);
    }
  }

  /** Computes a sweep once, so that later ones find compiled code. */
  public void warmUp(SweepConfig config) throws IOException {
    seconds(config, (Path) null);
    seconds(config, folder.resolve("warm-up"));
  }

  /** The same sweep without and with journal and checkpoints, in turn. */
  public void compare(SweepConfig config, int rounds) throws IOException {
    double every = config.checkpointEvery().toMillis() / 1e3;
    List<Double> ratios = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      Path files = folder.resolve("round-" + round);
      // Whatever makes the machine slower or faster with time should meet both alike.
      boolean withFirst = round % 2 == 0;
      double first = seconds(config, withFirst ? files : null);
      double second = seconds(config, withFirst ? null : files);
      double with = withFirst ? first : second;
      double without = withFirst ? second : first;
      Written written = Written.in(files.resolve("checkpoints"));
      out.accept(
          String.format(
              Locale.ROOT,
              "%s round %d: without %.2f s, every %s s %.2f s, %+.2f%%"
                  + " (%d checkpoints, %.1f MB)",
              config.name(),
              round,
              without,
              Figures.three(every),
              with,
              100 * (with / without - 1),
              written.checkpoints(),
              written.bytes() / 1e6));
      if (with < 2 * every) {
        out.accept("less than two intervals: give it more --steps");
      }
      ratios.add(with / without);
    }
    out.accept(
        String.format(
            Locale.ROOT,
            "%s: journal and checkpoints cost %+.2f%% of wall time (median)",
            config.name(),
            100 * (SampleMedian.of(ratios) - 1)));
  }

  /** Wall time of a sweep whose metrics are not stored. */
  private double seconds(SweepConfig config, @Nullable Path files) throws IOException {
    if (files == null) {
      return seconds(config, (Durability) null);
    }
    try (SweepJournal journal =
        JournalFile.open(files.resolve("journal"), InstantSource.system())) {
      return seconds(
          config,
          Durability.ofNewRun(
              journal,
              files.resolve("checkpoints"),
              config.checkpointEvery(),
              SweepIdentity.of(config.resolved()),
              out));
    }
  }

  private double seconds(SweepConfig config, @Nullable Durability durability) {
    return SweepWall.seconds(
        config, data, NoStore.create(), Ledger.create("none"), parallelism, durability);
  }
}
