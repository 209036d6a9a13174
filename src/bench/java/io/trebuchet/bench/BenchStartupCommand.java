package io.trebuchet.bench;

import io.trebuchet.process.ExitCode;
import io.trebuchet.process.Home;
import io.trebuchet.process.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code trebuchet bench startup}. */
@Command(
    name = "startup",
    description = {
      "Time from the command to a run's first step, computed and stored, and to its end.",
      "",
      "Every run writes the first two into its own log as well.",
      ""
    },
    mixinStandardHelpOptions = true)
final class BenchStartupCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "CONFIG",
      description = "The sweep to run. Default: the project's configs/fig01.conf.")
  private @Nullable Path config;

  @Option(
      names = "--launcher",
      paramLabel = "PATH",
      description = "The command to run it with. Default: the project's bin/trebuchet.")
  private @Nullable Path launcher;

  @Option(
      names = "--repeats",
      paramLabel = "R",
      description = "How many runs of each kind. Default: ${DEFAULT-VALUE}.")
  private int repeats = 5;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private BenchTable.Format format = BenchTable.Format.TABLE;

  private record Kind(String store, boolean page, boolean classCache) {
    String label() {
      return store + (page ? "" : ", no page") + (classCache ? "" : ", no class cache");
    }

    List<String> options() {
      List<String> options = new ArrayList<>(List.of("--plain", "--store", store));
      if (!page) {
        options.add("--no-web");
      }
      return options;
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          new Kind("questdb", true, true),
          new Kind("questdb", false, true),
          new Kind("none", true, true),
          new Kind("none", false, true),
          new Kind("questdb", true, false),
          new Kind("none", true, false));

  @Override
  public Integer call() throws IOException {
    if (repeats < 1) {
      throw new UsageException("--repeats: " + repeats + " is not at least 1");
    }
    Path command = mustExist(launcher, "bin/trebuchet", "--launcher");
    Path sweep = mustExist(config, "configs/fig01.conf", "--config");
    try (ScratchFolder scratch = ScratchFolder.create("trebuchet-startup")) {
      List<List<Samples>> samples = new ArrayList<>();
      KINDS.forEach(kind -> samples.add(List.of(new Samples(), new Samples(), new Samples())));
      // The first run of each kind finds files that the disk cache may not hold.
      for (int round = 0; round <= repeats; round++) {
        for (int i = 0; i < KINDS.size(); i++) {
          Kind kind = KINDS.get(i);
          Path out = scratch.path().resolve(round + "-" + i);
          StartupRun run =
              StartupRun.measure(command, sweep, out, kind.options(), kind.classCache());
          System.err.printf(
              Locale.ROOT,
              "round %d of %d, %s: first step %.2f s, stored %.2f s, end %.2f s%n",
              round,
              repeats,
              kind.label(),
              run.computed(),
              run.stored(),
              run.whole());
          if (round > 0) {
            samples.get(i).get(0).add(run.computed());
            samples.get(i).get(1).add(run.stored());
            samples.get(i).get(2).add(run.whole());
          }
        }
      }
      table(samples).lines(format).forEach(System.out::println);
      return ExitCode.DONE;
    } catch (BenchException e) {
      System.err.println(e.getMessage());
      return ExitCode.INTERNAL;
    }
  }

  private BenchTable table(List<List<Samples>> samples) {
    List<List<BenchTable.Cell>> rows = new ArrayList<>();
    for (int i = 0; i < KINDS.size(); i++) {
      List<BenchTable.Cell> row = new ArrayList<>();
      row.add(BenchTable.Cell.of(KINDS.get(i).label()));
      samples.get(i).forEach(each -> row.add(BenchTable.Cell.of(each.median())));
      rows.add(row);
    }
    return new BenchTable(
        MachineFacts.of(Runtime.getRuntime().availableProcessors()),
        List.of(
            new BenchTable.Column("store", "store"),
            new BenchTable.Column("first step computed s", "computed_s"),
            new BenchTable.Column("stored s", "stored_s"),
            new BenchTable.Column("end s", "end_s")),
        rows,
        List.of("seconds after the command, median of " + repeats + " runs after one to warm up"));
  }

  private static Path mustExist(@Nullable Path given, String own, String option) {
    Path path = given == null ? Home.path(own) : given;
    if (!Files.isRegularFile(path)) {
      throw new UsageException(String.format(Locale.ROOT, "%s: there is no file %s", option, path));
    }
    return path;
  }
}
