package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.durable.JournalFile;
import io.trebuchet.durable.SweepJournal;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.process.ExitCode;
import io.trebuchet.storage.InfluxDaemon;
import io.trebuchet.storage.LedgerFile;
import io.trebuchet.storage.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a database loses between two processes: it is named, computed again and stored. */
final class LostStepsTest {
  private static final int KILLS = Integer.getInteger("trebuchet.lost.kills", 3);
  private static final long SEED = Long.getLong("trebuchet.kills.seed", System.nanoTime());

  @TempDir private Path folder;

  private Path run(String name, String... more) {
    Path out = folder.resolve(name);
    List<String> command = new ArrayList<>(List.of("run", "configs/fig01.conf"));
    command.addAll(List.of("--out", out.toString(), "--quiet", "--set", "model.n=100"));
    command.addAll(List.of("--set", "learning-rates.c=[0.5, 1, 2.5, 4.3]"));
    command.addAll(List.of("--set", "stop={ loss-change = 0, max-steps = 300 }"));
    command.addAll(List.of(more));
    assertThat(Cli.run(command.toArray(String[]::new))).isEqualTo(new Cli.Said(0, ""));
    return out;
  }

  private static Cli.Said resume(Path run, String... more) {
    List<String> command = new ArrayList<>(List.of("resume", run.toString(), "--quiet"));
    command.addAll(List.of(more));
    return Cli.run(command.toArray(String[]::new));
  }

  private void assertAlike(Path run, Path whole) throws IOException {
    assertThat(Cli.trialsButWallTime(run)).isEqualTo(Cli.trialsButWallTime(whole));
    assertThat(Cli.steps(run, folder.resolve("a.csv")))
        .isEqualTo(Cli.steps(whole, folder.resolve("b.csv")));
    assertThat(Cli.run("verify", run.toString()).code()).isZero();
    assertThat(LedgerFile.read(run.resolve("ledger.json")).step().produced())
        .isEqualTo(LedgerFile.read(whole.resolve("ledger.json")).step().produced());
  }

  @ParameterizedTest
  @ValueSource(strings = {"record.mode=all", "record.mode=adaptive"})
  void whatInfluxLosesIsComputedAgain(String mode) throws Exception {
    Path whole = run("whole", "--store", "csv", "--set", mode);
    try (InfluxDaemon influx = InfluxDaemon.start(folder)) {
      List<String> way = List.of("--store", "influx", "--influx-url", influx.url().toString());
      List<String> options = new ArrayList<>(way);
      options.addAll(List.of("--influx-bucket", "x", "--set", mode));
      Path run = run("run", options.toArray(String[]::new));
      InfluxQuery database = new InfluxQuery(influx.url(), "x");
      String changes = database.ask("SELECT count(step) FROM trial");
      assertThat(database.ask("DELETE FROM trial WHERE trial = 's1-c1'")).doesNotContain("error");
      int lost = database.lose("s1-c0.5", 0, 20);
      lost += database.lose("s1-c0.5", 100, 139);
      lost += database.lose("s1-c1", 250, 300);
      lost += database.lose("s1-c4.3", 0, 1000);
      assertThat(lost).isGreaterThan(20);
      assertThat(Cli.run("verify", run.toString()).code()).isEqualTo(ExitCode.LOST);
      Said said = Said.of(() -> resume(run));
      assertThat(said.code()).isZero();
      assertThat(said.errors())
          .contains("3 trials lost %,d rows in the database; computed again".formatted(lost));
      assertThat(said.errors()).contains("2 state changes of 1 trial were not in the database");
      assertThat(database.ask("SELECT count(step) FROM trial")).isEqualTo(changes);
      assertAlike(run, whole);
      assertThat(resume(run)).isEqualTo(new Cli.Said(0, ""));
      assertAlike(run, whole);
      assertThat(database.ask("SELECT count(step) FROM step"))
          .contains("," + LedgerFile.read(run.resolve("ledger.json")).step().produced() + "]");
    }
  }

  @Test
  void aFileThatWasCutShortIsFilled() throws Exception {
    Path whole = run("whole", "--store", "csv");
    Path run = run("run", "--store", "csv");
    Path steps = run.resolve("csv").resolve("step.csv");
    List<String> lines = Files.readAllLines(steps);
    Files.write(steps, lines.subList(0, lines.size() - 77));
    Said said = Said.of(() -> resume(run));
    assertThat(said.code()).isZero();
    assertThat(said.errors()).contains("lost 77 rows in the database; computed again");
    assertAlike(run, whole);
    // Lines from the middle, which can only be written at the end.
    lines = new ArrayList<>(Files.readAllLines(steps));
    lines.subList(40, 60).clear();
    lines.subList(500, 520).clear();
    Files.write(steps, lines);
    assertThat(resume(run).code()).isZero();
    assertAlike(run, whole);
  }

  @Test
  void stateChangesComeFromTheJournal() throws Exception {
    Path run = run("run", "--store", "csv");
    Path file = run.resolve("csv").resolve("trial.csv");
    List<String> lines = Files.readAllLines(file);
    List<String> changes = untimed(lines);
    assertThat(changes).hasSize(8);
    for (List<String> lost : List.of(List.of("s1-c1,", "s1-c4.3,"), List.of("s1-c2.5,"))) {
      List<String> rest = new ArrayList<>(Files.readAllLines(file));
      assertThat(rest.removeIf(line -> lost.stream().anyMatch(line::contains))).isTrue();
      Files.write(file, rest);
      Cli.Said verified = Cli.run("verify", run.toString());
      assertThat(verified.code()).isEqualTo(ExitCode.LOST);
      Said said = Said.of(() -> resume(run));
      assertThat(said.code()).as(said.toString()).isZero();
      assertThat(said.errors())
          .contains(
              "%d state changes of %d trial".formatted(2 * lost.size(), lost.size()),
              "stored again from the journal");
      assertThat(untimed(Files.readAllLines(file))).isEqualTo(changes);
      assertThat(Cli.run("verify", run.toString()).code()).isZero();
    }
    // One that the journal cannot know: its rows are counted as lost.
    Path ledger = run.resolve("ledger.json");
    Files.writeString(
        ledger,
        Files.readString(ledger)
            .replaceAll("(\"trial\"[^}]*\"produced\" *: *)8(,[^}]*\"stored\" *: *)8", "$19$29"));
    assertThat(LedgerFile.read(ledger).trial().produced()).isEqualTo(9);
    Said said = Said.of(() -> resume(run));
    assertThat(said.code()).isZero();
    assertThat(said.errors()).contains("1 state changes of trials are lost");
    assertThat(LedgerFile.read(ledger).trial().dropped()).isEqualTo(1);
    assertThat(Said.of(() -> Cli.run("verify", run.toString())))
        .returns(0, Said::code)
        .satisfies(
            verified ->
                assertThat(verified.toString())
                    .contains("lost for good: state changes of trials 1, samples of the engine 0"));
  }

  @Test
  void theJournalAlsoKnowsTrialsThatGoOn() throws Exception {
    Path run = run("run", "--store", "csv");
    Path file = run.resolve("csv").resolve("trial.csv");
    List<String> changes = untimed(Files.readAllLines(file));
    Files.write(file, Files.readAllLines(file).subList(0, 1));
    Said said = Said.of(() -> resume(run, "--set", "stop.max-steps=320"));
    assertThat(said.code()).as(said.toString()).isZero();
    assertThat(said.errors()).contains("8 state changes of 4 trials");
    assertThat(untimed(Files.readAllLines(file))).hasSizeGreaterThan(8).containsAll(changes);

    // The last entries, one or several at once, did not reach the journal.
    Path journal = run.resolve("journal").resolve("events.log");
    long before = LedgerFile.read(run.resolve("ledger.json")).trial().produced();
    List<String> events = Files.readAllLines(journal);
    assertThat(events.getLast()).contains("trial-ended");
    Files.writeString(journal, String.join("\n", events.subList(0, events.size() - 1)) + "\n");
    AtomicLong known = new AtomicLong();
    JournalFile.look(
        run.resolve("journal"), entry -> known.addAndGet(changesOfTrials(entry.event())));
    long unknown = before - known.get();
    assertThat(unknown).isPositive();
    Files.write(file, Files.readAllLines(file).subList(0, 1));
    said = Said.of(() -> resume(run));
    assertThat(said.code()).as(said.toString()).isZero();
    assertThat(said.errors())
        .contains("%d state changes of trials are lost".formatted(unknown))
        .contains("%d state changes of 4 trials".formatted(before - unknown));
  }

  private static int changesOfTrials(SweepJournal.Event event) {
    return event instanceof SweepJournal.TrialStarted || event instanceof SweepJournal.TrialEnded
        ? 1
        : 0;
  }

  @Test
  void whatNobodyKnowsAnyMoreStaysCountedThroughAKill() throws Exception {
    Path run = run("run", "--store", "csv");
    Path ledger = run.resolve("ledger.json");
    // As if the store had lost them since.
    String counted = "(\"%s\"[^}]*\"produced\" *: *)\\d+(,[^}]*\"stored\" *: *)\\d+";
    long samples = LedgerFile.read(ledger).engine().produced();
    Files.writeString(
        ledger,
        Files.readString(ledger)
            .replaceAll(counted.formatted("trial"), "$19$29")
            .replaceAll(counted.formatted("engine"), "$1%1$d$2%1$d".formatted(samples + 3)));
    Said said = Said.of(() -> resume(run));
    assertThat(said.code()).as(said.toString()).isZero();
    assertThat(said.errors()).contains("1 state changes of trials", "3 samples of the measurement");
    Said verified = Said.of(() -> Cli.run("verify", run.toString()));
    assertThat(verified.code()).isZero();
    assertThat(verified.toString()).doesNotContain("trebuchet resume").contains("lost for good");

    // A process that stored more rows than were lost, and was killed.
    Manifest ended = Manifest.read(run.resolve("manifest.json"));
    ended.ended(null).write(run.resolve("manifest.json"));
    Path file = run.resolve("csv").resolve("trial.csv");
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.add(lines.getLast());
    lines.add(lines.getLast());
    Files.write(file, lines);
    said = Said.of(() -> resume(run));
    assertThat(said.code()).as(said.toString()).isZero();
    Ledger.Balance balance = LedgerFile.read(ledger);
    assertThat(balance.trial()).isEqualTo(new Ledger.Count(11, 10, 0, 1));
    assertThat(balance.engine().dropped()).isEqualTo(3);
    assertThat(balance.balances()).isTrue();
  }

  /** Without the time of the change, in the order of the trials. */
  private static List<String> untimed(List<String> lines) {
    return lines.stream().skip(1).map(line -> line.substring(line.indexOf(','))).sorted().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"questdb", "csv"})
  void aDatabaseThatIsGoneIsNamedAndNotReplaced(String store) throws Exception {
    Path whole = run("whole", "--store", "csv");
    Path run = run("run", "--store", store);
    Path files = run.resolve(store.equals("questdb") ? "db" : "csv");
    delete(files);
    Cli.Said said = resume(run);
    assertThat(said.code()).isEqualTo(ExitCode.LOST);
    assertThat(said.errors())
        .contains(files + " is gone, which had")
        .contains("rows of 4 ended trials")
        .contains("trebuchet resume " + run + " --recompute");
    assertThat(files).doesNotExist();
    assertThat(Manifest.read(run.resolve("manifest.json")).attempt()).isEqualTo(1);
    assertThat(resume(run, "--recompute").code()).isZero();
    assertAlike(run, whole);
    assertThat(LedgerFile.read(run.resolve("ledger.json")).trial())
        .isEqualTo(new Ledger.Count(8, 8, 0, 0));
    assertThat(Manifest.read(run.resolve("manifest.json")).attempt()).isEqualTo(2);
    assertThat(LedgerFile.read(run.resolve("ledger.json")).attempt()).isEqualTo(2);
    assertThat(Cli.trials(run).getFirst()).containsEntry("attempt", "2");
  }

  private static void delete(Path files) throws IOException {
    try (Stream<Path> walk = Files.walk(files)) {
      for (Path file : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void ratesThatAResumeHadAddedCannotBeDropped() throws Exception {
    Path run = run("run", "--store", "csv");
    assertThat(resume(run, "--set", "learning-rates.c=[0.5, 1, 1.5, 2, 2.5, 4.3]").code()).isZero();
    List<String> trials = Files.readAllLines(run.resolve("trials.csv"));
    Cli.Said said = resume(run, "--set", "learning-rates.c=[0.5, 1, 2.5, 3, 4.3]");
    assertThat(said.code()).isEqualTo(ExitCode.USAGE);
    assertThat(said.errors())
        .contains("trial s1-c1.5: would be left out")
        .contains("trial s1-c2: would be left out");
    assertThat(Files.readAllLines(run.resolve("trials.csv"))).isEqualTo(trials);
  }

  /** Killed with -9 while it computes again, and again, and again. */
  @Test
  void resumesThatComputeAgainCanBeKilled() throws Exception {
    List<String> net =
        List.of(
            "--set",
            "model={ kind = relu, width = 48, hidden-layers = 2 }",
            "--set",
            "data={ kind = uniform, dimension = 6, train = 24 }",
            "--set",
            "stop={ loss-change = 0, max-steps = 1500 }");
    List<String> csv = new ArrayList<>(net);
    csv.addAll(List.of("--store", "csv"));
    Path whole = run("whole", csv.toArray(String[]::new));
    Random random = new Random(SEED);
    try (InfluxDaemon influx = InfluxDaemon.start(folder)) {
      List<String> options = new ArrayList<>(net);
      options.addAll(List.of("--store", "influx", "--influx-url", influx.url().toString()));
      options.addAll(List.of("--influx-bucket", "x"));
      Path run = run("run", options.toArray(String[]::new));
      InfluxQuery database = new InfluxQuery(influx.url(), "x");
      int met = 0;
      for (int kill = 0; kill < KILLS; kill++) {
        for (String trial : List.of("s1-c0.5", "s1-c1", "s1-c2.5", "s1-c4.3")) {
          long from = random.nextInt(1400);
          database.lose(trial, from, from + random.nextInt(700));
        }
        List<String> command =
            List.of(
                "resume",
                run.toString(),
                "--quiet",
                "--parallelism",
                Integer.toString(1 + random.nextInt(3)));
        try (Victim victim = Victim.start(run, command)) {
          // The manifest says that it goes on just before the first row.
          int attempt = Manifest.read(run.resolve("manifest.json")).attempt();
          while (victim.process().isAlive()
              && Manifest.read(run.resolve("manifest.json")).attempt() == attempt) {
            victim.pass(5);
          }
          victim.pass(random.nextInt(700));
          met += victim.kill() ? 1 : 0;
        }
        // Whatever was killed, it is not said to be whole.
        if (Manifest.read(run.resolve("manifest.json")).ended() == null) {
          assertThat(Cli.run("verify", run.toString()))
              .satisfies(said -> assertThat(said.errors()).contains("was interrupted in attempt"));
        }
      }
      assertThat(resume(run).code()).as("seed %d", SEED).isZero();
      assertAlike(run, whole);
      assertThat(met).as("kills that met a resume, seed %d", SEED).isPositive();
      System.out.printf("kills of resumes: %d, of which %d met one%n", KILLS, met);
    }
  }
}
