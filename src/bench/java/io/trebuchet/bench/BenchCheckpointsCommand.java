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
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code trebuchet bench checkpoints}. */
@Command(
    name = "checkpoints",
    description = {
      "What journal and checkpoints cost training: the same sweep without them and with them at the"
          + " config's checkpoint.every, in turn. A run should contain two intervals.",
      ""
    },
    footer = {"", "Example: trebuchet bench checkpoints --data-dir data"},
    mixinStandardHelpOptions = true)
final class BenchCheckpointsCommand implements Callable<Integer> {
  private static final int WARM_UP = 20;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The sweep. Default: ${DEFAULT-VALUE}.")
  private Path config = Path.of("configs", "fig14.conf");

  @Option(
      names = "--rates",
      paramLabel = "LIST",
      description = "Its values of c. Default: ${DEFAULT-VALUE}.")
  private String rates = "[1.5, 4]";

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps of each trial. Default: ${DEFAULT-VALUE}.")
  private int steps = 3500;

  @Option(
      names = "--rounds",
      paramLabel = "R",
      description = "How many times each is measured. Default: ${DEFAULT-VALUE}.")
  private int rounds = 3;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Trials side by side. Default: ${DEFAULT-VALUE}.")
  private int parallelism = 2;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Replaces a value of the config, such as checkpoint.every=5s; repeatable.")
  private List<String> set = List.of();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where images are looked for first.")
  private @Nullable Path dataDir;

  @Override
  public Integer call() throws IOException, ConfigException {
    if (steps < 1 || rounds < 1 || parallelism < 1) {
      throw new UsageException("--steps, --rounds and --parallelism are at least 1");
    }
    LoggerFactory.getILoggerFactory();
    DataFolders data = Folders.data(dataDir, System.getenv());
    SweepConfig sweep = sweep(steps);
    sweep.trials().getFirst().point().data().check(data);
    try (ScratchFolder scratch = ScratchFolder.create("trebuchet-bench")) {
      CheckpointCost cost =
          CheckpointCost.create(scratch.path(), data, parallelism, System.out::println);
      cost.warmUp(sweep(Math.max(1, steps / WARM_UP)));
      cost.compare(sweep, rounds);
    }
    return ExitCode.DONE;
  }

  private SweepConfig sweep(int length) throws ConfigException {
    List<String> all = new ArrayList<>(set);
    all.add("learning-rates={ c = " + rates + " }");
    all.add("stop={ loss-change = 0, max-steps = " + length + " }");
    return SweepReader.create().read(config, new Overrides(all, OptionalLong.empty()));
  }
}
