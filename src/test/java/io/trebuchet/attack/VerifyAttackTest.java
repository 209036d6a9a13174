package io.trebuchet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.storage.DatabaseFolder;
import io.trebuchet.storage.EmbeddedQuestDb;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Falsifies numbers of a run that has ended, where {@code verify} should see it. */
@Attack
final class VerifyAttackTest {
  private static final Path PROJECT = Path.of("").toAbsolutePath();
  private static final int STEP = 6;
  private static final int LOSS = 7;
  private static final int WEIGHT_NORM_SQ = 8;

  @TempDir Path folder;

  private Path run(String store) throws Exception {
    Path out = folder.resolve(store);
    Launched.Said said =
        Launched.trebuchet(
            PROJECT,
            "run",
            "configs/fig01.conf",
            "--out",
            out.toString(),
            "--store",
            store,
            "--no-web",
            "--quiet",
            "--set",
            "model.n=50",
            "--set",
            "learning-rates.c=[1,3]");
    assertThat(said.code()).as(said.text()).isZero();
    assertThat(verify(out).code()).isZero();
    return out;
  }

  private static Launched.Said verify(Path run) throws Exception {
    return Launched.trebuchet(PROJECT, "verify", run.toString());
  }

  private static void assertNoticed(Path run) throws Exception {
    Launched.Said said = verify(run);
    assertThat(said.code()).as(said.text()).isEqualTo(3);
    assertThat(said.text()).contains("s1-c3: ").doesNotContain("s1-c1: ");
  }

  private static void falsify(Path run, String statement) throws Exception {
    try (EmbeddedQuestDb database =
        EmbeddedQuestDb.open(DatabaseFolder.of(run.resolve("db"), false))) {
      database.execute(statement);
      database.awaitApplied();
    }
  }

  /** Changes the fields of one row of s1-c3, which is the same everywhere else. */
  private static void falsify(Path run, UnaryOperator<String[]> change) throws Exception {
    Path file;
    try (var files = Files.walk(run)) {
      file = files.filter(each -> each.endsWith("step.csv")).findFirst().orElseThrow();
    }
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String[] fields = line.split(",", -1);
      boolean chosen = fields[2].equals("s1-c3");
      lines.add(chosen ? String.join(",", change.apply(fields)) : line);
    }
    Files.write(file, lines);
  }

  private static String[] ulp(String[] fields) {
    if (fields[STEP].equals("3")) {
      fields[LOSS] = Double.toString(Math.nextUp(Double.parseDouble(fields[LOSS])));
    }
    return fields;
  }

  private static String[] swapped(String[] fields) {
    String[] other = Arrays.copyOf(fields, fields.length);
    other[LOSS] = fields[WEIGHT_NORM_SQ];
    other[WEIGHT_NORM_SQ] = fields[LOSS];
    return other;
  }

  /** A loss in the database, an ulp away. */
  @Test
  void aLossOfTheDatabaseIsFalsified() throws Exception {
    Path run = run("questdb");
    falsify(
        run, "UPDATE step SET loss = loss * 1.0000000000000003 WHERE trial = 's1-c3' AND step = 3");
    assertNoticed(run);
  }

  /** A number of which nothing else in its row is a function. */
  @Test
  void aWeightNormOfTheDatabaseIsFalsified() throws Exception {
    Path run = run("questdb");
    falsify(
        run,
        "UPDATE step SET weight_norm_sq = weight_norm_sq + 1 WHERE trial = 's1-c3' AND step = 3");
    assertNoticed(run);
  }

  /** A loss in a file, an ulp away. */
  @Test
  void aLossOfAFileIsFalsified() throws Exception {
    Path run = run("csv");
    falsify(run, VerifyAttackTest::ulp);
    assertNoticed(run);
  }

  /** The columns of loss and weight norm, the one in place of the other. */
  @Test
  void twoColumnsOfAFileAreSwapped() throws Exception {
    Path run = run("csv");
    falsify(run, VerifyAttackTest::swapped);
    assertNoticed(run);
  }
}
