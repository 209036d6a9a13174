package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rule applied afterwards says what it says in a run. */
final class ReplayEndToEndTest {
  private static final String RATES = "learning-rates.c=[0.5, 1, 1.9, 2.1, 2.6, 3, 3.7, 4.3, 10]";

  @TempDir private static Path folder;
  private static Path csv;
  private static Path database;

  @BeforeAll
  static void runWithoutRule() {
    csv = run("csv", "csv", "control.rule=none");
    database = run("db", "questdb", "control.rule=none");
  }

  private static Path run(String name, String store, String... set) {
    Path run = folder.resolve(name);
    List<String> args =
        new ArrayList<>(List.of("run", "configs/fig01.conf", "--out", run.toString(), "--quiet"));
    args.addAll(List.of("--store", store, "--set", RATES, "--set", "stop.max-steps=300"));
    for (String assignment : set) {
      args.addAll(List.of("--set", assignment));
    }
    assertThat(Cli.run(args.toArray(String[]::new))).isEqualTo(new Cli.Said(0, ""));
    return run;
  }

  private static List<String> replay(Path run, String... args) {
    List<String> all = new ArrayList<>(List.of("replay", run.toString()));
    all.addAll(List.of(args));
    return printed(all.toArray(String[]::new));
  }

  private static List<String> printed(String... args) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      assertThat(Cli.run(args)).isEqualTo(new Cli.Said(0, ""));
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** Where each trial was stopped, by the table of a replay. */
  private static Map<String, Long> stops(List<String> lines) {
    Map<String, Long> stops = new TreeMap<>();
    for (String line : lines) {
      if (line.startsWith("s1-c")) {
        String[] cells = line.split("\\s+", -1);
        stops.put(cells[0], Long.parseLong(cells[3]));
      }
    }
    return stops;
  }

  /** The same of a run, of trials that ended before they did without rule. */
  private static Map<String, Long> stopsOf(Path run, String... reasons) throws IOException {
    Map<String, Long> stops = new TreeMap<>();
    for (Map<String, String> trial : Cli.trials(run)) {
      if (List.of(reasons).contains(trial.get("stop_reason"))) {
        stops.put(trial.get("trial"), Long.parseLong(trial.get("steps")));
      }
    }
    return stops;
  }

  @Test
  void rulesOfOneTrialStopAtTheSameSteps() throws IOException {
    Path threshold = run("threshold", "none", "control.rule=threshold");
    Map<String, Long> stopped = stopsOf(threshold, "threshold");
    assertThat(stopped).containsKeys("s1-c3", "s1-c4.3", "s1-c10");
    assertThat(stops(replay(csv, "--rule", "threshold"))).isEqualTo(stopped);
    assertThat(stops(replay(database, "--rule", "threshold"))).isEqualTo(stopped);
    Path patience = run("patience", "none", "control.rule=patience", "control.patience.steps=4");
    assertThat(stops(replay(csv, "--rule", "patience", "--set", "control.patience.steps=4")))
        .isEqualTo(stopsOf(patience, "patience"));
    Path certified = run("certified", "none", "control.rule=certified");
    Map<String, Long> doomed = stopsOf(certified, "doomed");
    assertThat(doomed).containsKeys("s1-c4.3", "s1-c10").hasSize(2);
    assertThat(stops(replay(database, "--rule", "certified"))).isEqualTo(doomed);
  }

  @Test
  void rulesThatCompareStopAtTheSameStepsWhereTrialsComeOneByOne() throws IOException {
    for (String rule : List.of("asha", "median")) {
      Path ran = run(rule, "none", "control.rule=" + rule, "control.median.startup-trials=2");
      List<String> again = replay(csv, "--rule", rule, "--set", "control.median.startup-trials=2");
      assertThat(again.getFirst()).contains(rule);
      Path alone = folder.resolve(rule + "-alone");
      assertThat(
              Cli.run(
                  "run",
                  "configs/fig01.conf",
                  "--out",
                  alone.toString(),
                  "--quiet",
                  "--store",
                  "none",
                  "--parallelism",
                  "1",
                  "--set",
                  RATES,
                  "--set",
                  "stop.max-steps=300",
                  "--set",
                  "control.rule=" + rule,
                  "--set",
                  "control.median.startup-trials=2"))
          .isEqualTo(new Cli.Said(0, ""));
      List<String> serial =
          replay(
              csv,
              "--rule",
              rule,
              "--parallelism",
              "1",
              "--set",
              "control.median.startup-trials=2");
      assertThat(stops(serial)).isNotEmpty().isEqualTo(stopsOf(alone, rule));
      assertThat(ran.resolve("stops.jsonl")).exists();
    }
  }

  @Test
  void saysWhatWasRightAndWhatWasSaved() {
    List<String> lines = replay(csv, "--rule", "threshold");
    assertThat(lines.get(0)).contains("threshold { factor=10 }").contains("9 trials");
    assertThat(lines).anyMatch(line -> line.startsWith("s1-c3 ") && line.contains("false kill"));
    assertThat(lines).anyMatch(line -> line.startsWith("s1-c10 ") && line.contains("right"));
    List<String> certified = replay(csv, "--rule", "certified");
    assertThat(certified.get(1)).contains("0 of 7");
    assertThat(certified.get(2)).contains("2 of 2");
  }

  @Test
  void aRunWithARuleOfItsOwnIsNoTruth() {
    Path stopped = run("stopped", "csv", "control.rule=threshold");
    assertThat(replay(stopped, "--rule", "certified"))
        .anyMatch(line -> line.contains("do not count") && line.contains("control.rule=none"));
  }

  @Test
  void showMarksWhatWasCutShortAndTellsWhy() {
    Path run = run("shown", "none", "control.rule=threshold");
    List<String> table = printed("show", run.toString());
    assertThat(table).anyMatch(line -> line.startsWith("s1-c3 ") && line.contains("*"));
    assertThat(table).anyMatch(line -> line.startsWith("s1-c1 ") && !line.contains("*"));
    assertThat(printed("show", run.toString(), "--trial", "s1-c3"))
        .anyMatch(line -> line.contains("threshold { factor=10 }"))
        .anyMatch(line -> line.contains("censored     yes"));
    assertThat(Cli.run("show", run.toString(), "--trial", "s9-c3").code()).isEqualTo(2);
  }

  @Test
  void anUnknownRuleOrSettingIsAFault() {
    assertThat(Cli.run("replay", csv.toString(), "--rule", "medain"))
        .satisfies(
            said -> {
              assertThat(said.code()).isEqualTo(2);
              assertThat(said.errors()).contains("control.rule: must be one of");
            });
    assertThat(
            Cli.run("replay", csv.toString(), "--rule", "asha", "--set", "control.asha.rungs=3")
                .code())
        .isEqualTo(2);
  }
}
