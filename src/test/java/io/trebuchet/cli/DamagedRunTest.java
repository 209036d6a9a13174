package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of a run that are damaged between two commands: named, and never in the way of another. */
final class DamagedRunTest {
  @TempDir private static Path once;
  private static Path whole;
  private static List<String> trials;

  @TempDir private Path folder;
  private Path run;

  /** What can come of a file. */
  private enum Damage {
    TRUNCATED,
    EMPTY,
    ZEROS,
    GARBAGE,
    FOLDER,
    OTHER_TYPE;

    void befall(Path file) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      switch (this) {
        case TRUNCATED ->
            Files.writeString(file, new String(bytes, 0, bytes.length / 2, StandardCharsets.UTF_8));
        case EMPTY -> Files.write(file, new byte[0]);
        case ZEROS -> Files.write(file, new byte[bytes.length]);
        case GARBAGE -> {
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 37 + 11);
          }
          Files.write(file, bytes);
        }
        case FOLDER -> {
          Files.delete(file);
          Files.createDirectory(file);
          Files.writeString(file.resolve("inside"), "kept");
        }
        case OTHER_TYPE -> Files.writeString(file, "[1, 2]\n");
      }
    }
  }

  @BeforeAll
  static void sweep() throws IOException {
    whole = once.resolve("whole");
    assertThat(
            Cli.run(
                    "run",
                    "configs/fig01.conf",
                    "--out",
                    whole.toString(),
                    "--quiet",
                    "--store",
                    "csv",
                    "--set",
                    "model.n=50",
                    "--set",
                    "learning-rates.c=[0.5, 2.5]",
                    "--set",
                    "stop={ loss-change = 0, max-steps = 60 }")
                .code())
        .isZero();
    trials = Cli.trialsButWallTime(whole);
  }

  @BeforeEach
  void copy() throws IOException {
    run = folder.resolve("run");
    copyTo(run);
  }

  private static void copyTo(Path other) throws IOException {
    try (Stream<Path> files = Files.walk(whole)) {
      for (Path file : files.sorted().toList()) {
        Files.copy(file, other.resolve(whole.relativize(file).toString()));
      }
    }
  }

  private void copyAgain() throws IOException {
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    copyTo(run);
  }

  private static Said say(String... command) {
    return Said.of(() -> Cli.run(command));
  }

  private Said resume() {
    return say("resume", run.toString(), "--quiet");
  }

  private void assertGoesOn(Said resumed) throws IOException {
    assertThat(resumed.code()).as(resumed.toString()).isZero();
    assertThat(Cli.trialsButWallTime(run)).isEqualTo(trials);
    assertThat(say("verify", run.toString()).code()).isZero();
    // It is mended once.
    assertThat(resume()).returns(0, Said::code).returns("", Said::errors);
  }

  @ParameterizedTest
  @ValueSource(strings = {"manifest.json", "config.conf", "checkpoints/config.conf"})
  void whatARunCannotDoWithoutIsMadeAnewFromTheJournal(String name) throws Exception {
    for (Damage damage : Damage.values()) {
      copyAgain();
      Path file = run.resolve(name);
      String before = Files.readString(file);
      damage.befall(file);
      Said resumed = resume();
      assertThat(resumed.errors())
          .as(damage.toString())
          .contains(file + " cannot be used (", "made anew from the journal", name(file));
      assertThat(file.resolveSibling(name(file) + ".damaged")).exists();
      if (!name.equals("manifest.json")) {
        assertThat(file).hasContent(before);
      }
      assertGoesOn(resumed);
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"manifest.json", "config.conf"})
  void oneThatIsGoneComesBack(String name) throws Exception {
    Files.delete(run.resolve(name));
    assertThat(say("verify", run.toString()))
        .returns(2, Said::code)
        .matches(said -> said.errors().contains(name), "named")
        .matches(said -> said.errors().contains("trebuchet resume"), "what to do");
    Said resumed = resume();
    assertThat(resumed.errors()).contains("it is not there", "made anew from the journal");
    assertGoesOn(resumed);
  }

  @Test
  void trialsThatWereAddedStay() throws Exception {
    String more = "learning-rates.c=[0.5, 1.5, 2.5]";
    assertThat(say("resume", run.toString(), "--quiet", "--set", more).code()).isZero();
    List<String> added = Cli.trialsButWallTime(run);
    Files.writeString(run.resolve("config.conf"), "");
    Files.writeString(run.resolve("manifest.json"), "");
    assertThat(resume().code()).isZero();
    assertThat(Cli.trialsButWallTime(run)).isEqualTo(added).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"trials.csv", "ledger.json", "stops.jsonl", "log/trebuchet.log"})
  void whatIsNotWorthASweepNeverStopsOne(String name) throws Exception {
    for (Damage damage : Damage.values()) {
      copyAgain();
      damage.befall(run.resolve(name));
      assertGoesOn(resume());
    }
  }

  @Test
  void aLineOfStopsThatACrashCutShortDoesNotSpoilTheNext() throws Exception {
    Path stops = run.resolve("stops.jsonl");
    String text = Files.readString(stops);
    Files.writeString(stops, text + "{\"trial\": \"s1-c");
    String more = "learning-rates.c=[0.5, 1.5, 2.5]";
    assertThat(say("resume", run.toString(), "--quiet", "--set", more).code()).isZero();
    assertThat(Files.readString(stops)).startsWith(text).doesNotContain("s1-c{");
    assertThat(say("show", run.toString(), "--trial", "s1-c1.5").code()).isZero();
  }

  @Test
  void damageIsNamedWithWhatToDo() throws Exception {
    for (Damage damage : Damage.values()) {
      copyAgain();
      for (String name : List.of("trials.csv", "ledger.json")) {
        damage.befall(run.resolve(name));
      }
      Said shown = say("show", run.toString());
      assertThat(shown.code()).as(damage + ": " + shown).isEqualTo(2);
      assertThat(shown.errors()).contains("trials.csv");
      Said verified = say("verify", run.toString());
      assertThat(verified.code()).as(damage + ": " + verified).isEqualTo(2);
      assertThat(verified.errors()).containsPattern("(trials.csv|ledger.json)");
      for (Said said : List.of(shown, verified)) {
        assertThat(said.errors()).containsPattern("trebuchet resume|move it away");
      }
    }
  }

  @Test
  void aDamagedRunHidesNoOther() throws Exception {
    copyTo(folder.resolve("good"));
    for (Damage damage : Damage.values()) {
      copyAgain();
      damage.befall(run.resolve("manifest.json"));
      Said listed = say("ls", folder.toString());
      assertThat(listed.code()).isZero();
      assertThat(listed.out()).contains(folder.resolve("good").toString());
      assertThat(listed.errors()).contains(run + " is left out: " + run.resolve("manifest.json"));
    }
    Files.delete(run.resolve("manifest.json"));
    assertThat(say("ls", folder.toString()).errors()).contains("manifest.json is not there");
  }

  @Test
  void withoutAJournalItIsSaidThatACopyIsNeeded() throws Exception {
    Files.delete(run.resolve("journal").resolve("events.log"));
    Files.writeString(run.resolve("manifest.json"), "");
    Said said = resume();
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.errors()).contains("manifest.json", "take it from a copy of the run");
  }

  @Test
  void aLinkInThePlaceOfAFileIsNotMoved() throws Exception {
    Path file = run.resolve("manifest.json");
    Files.delete(file);
    Files.createSymbolicLink(file, whole.resolve("manifest.json"));
    Said said = resume();
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.errors()).contains(file.toString(), "not a file");
    assertThat(file).isSymbolicLink();
  }

  @Test
  void pathsWithCharactersThatMeanSomethingElsewhere() {
    for (String store : List.of("csv", "questdb")) {
      Path odd = folder.resolve("a;b\\c 'd\" " + store);
      Said began =
          say(
              "run",
              "configs/fig01.conf",
              "--out",
              odd.toString(),
              "--quiet",
              "--store",
              store,
              "--set",
              "learning-rates.c=[0.5]",
              "--set",
              "stop.max-steps=50");
      assertThat(began.code()).as(began.toString()).isZero();
      for (String command : List.of("verify", "show", "resume")) {
        assertThat(say(command, odd.toString()).code()).as(command).isZero();
      }
      assertThat(say("export", odd.toString(), "--what", "steps").code()).isZero();
    }
  }
}
