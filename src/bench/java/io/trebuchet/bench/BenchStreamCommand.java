package io.trebuchet.bench;

import io.trebuchet.config.ConfigException;
import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepReader;
import io.trebuchet.data.DataFolders;
import io.trebuchet.process.ExitCode;
import io.trebuchet.process.Folders;
import io.trebuchet.process.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code trebuchet bench stream}. */
@Command(
    name = "stream",
    description = {
      "The way of metrics to an embedded QuestDB: rows per second, beside prepared batches (its"
          + " limit) and Point objects (what one would write by hand); what storing costs the"
          + " training of figures 1 and 3, opening and closing the database included; what a store"
          + " does that is ten times too slow; and what an open database takes that nobody uses.",
      "With --soak instead: many rows, and whether memory or open files grow.",
      ""
    },
    footer = {"", "Example: trebuchet bench stream --data-dir data"},
    mixinStandardHelpOptions = true)
final class BenchStreamCommand implements Callable<Integer> {
  private static final List<String> PARTS = List.of("throughput", "overhead", "slow", "rest");

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Rows of each measurement of throughput. Default: ${DEFAULT-VALUE}.")
  private long rows = 600_000;

  @Option(
      names = "--rounds",
      paramLabel = "R",
      description = "How many times each is measured. Default: ${DEFAULT-VALUE}.")
  private int rounds = 3;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = {
        "Steps of each of the six trials of figure 3. Default: ${DEFAULT-VALUE}, about 20 s on two"
            + " cores: figure 3 itself takes minutes, and on a run of a few seconds the share"
            + " would",
        "be that of compiling QuestDB's code, opening and closing."
      })
  private int steps = 2500;

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = "throughput, overhead, slow, rest: some of the parts. Default: all.")
  private List<String> only = PARTS;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where figure 3's images are looked for first.")
  private @Nullable Path dataDir;

  @Option(names = "--soak", description = "Many rows to no store, then many to QuestDB.")
  private boolean soak;

  @Option(
      names = "--soak-none",
      paramLabel = "N",
      description = "Rows to no store. Default: ${DEFAULT-VALUE}.")
  private long soakNone = 100_000_000;

  @Option(
      names = "--soak-questdb",
      paramLabel = "N",
      description = "Rows to QuestDB. Default: ${DEFAULT-VALUE}.")
  private long soakQuestDb = 10_000_000;

  @Override
  public Integer call() throws IOException, ConfigException {
    if (rows < 1 || rounds < 1 || steps < 1 || soakNone < 1 || soakQuestDb < 1) {
      throw new UsageException("numbers of rows, rounds and steps are at least 1");
    }
    for (String part : only) {
      if (!PARTS.contains(part)) {
        throw new UsageException(
            String.format(
                Locale.ROOT, "--only %s: the parts are %s", part, String.join(", ", PARTS)));
      }
    }
    LoggerFactory.getILoggerFactory();
    try (ScratchFolder scratch = ScratchFolder.create("trebuchet-bench")) {
      Path folder = scratch.path();
      if (soak) {
        StreamSoak.toNone(soakNone, System.out::println);
        StreamSoak.toQuestDb(folder, soakQuestDb, System.out::println);
      } else {
        measure(folder);
      }
    }
    return ExitCode.DONE;
  }

  private void measure(Path folder) throws IOException, ConfigException {
    if (only.contains("throughput")) {
      StreamThroughput.create(folder, rows, System.out::println).run(rounds);
    }
    DataFolders data = Folders.data(dataDir, System.getenv());
    StreamOverhead overhead = StreamOverhead.create(folder, data, System.out::println);
    if (only.contains("overhead")) {
      overhead.compare(config("fig01", List.of()), rounds);
      SweepConfig images =
          config(
              "fig03",
              List.of(
                  "learning-rates.c=[0.5, 1, 1.5, 2.5, 3, 4]",
                  "stop.max-steps=" + steps,
                  "stop.loss-change=0"));
      images.trials().getFirst().point().data().check(data);
      overhead.compare(images, rounds);
    }
    if (only.contains("slow")) {
      overhead.slowStore(
          config(
              "fig01",
              List.of(
                  "learning-rates.c=[0.5, 1.5, 2.1, 3]",
                  "stop.max-steps=200000",
                  "stop.loss-change=0",
                  "control.rule=none")));
    }
    if (only.contains("rest")) {
      StoreAtRest.measure(folder, config("fig01", List.of()), data, System.out::println);
    }
  }

  private static SweepConfig config(String name, List<String> set) throws ConfigException {
    return SweepReader.create()
        .read(Path.of("configs", name + ".conf"), new Overrides(set, OptionalLong.empty()));
  }
}
