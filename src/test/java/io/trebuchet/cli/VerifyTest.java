package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.process.ExitCode;
import io.trebuchet.storage.DatabaseFolder;
import io.trebuchet.storage.EmbeddedQuestDb;
import io.trebuchet.storage.InfluxDaemon;
import io.trebuchet.storage.LedgerFile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code verify} on whole runs, right ones and others. */
final class VerifyTest {
  @TempDir private Path folder;

  private static List<String> sweep(Path out, String... more) {
    List<String> command = new ArrayList<>(List.of("run", "configs/fig01.conf"));
    command.addAll(List.of("--out", out.toString(), "--quiet", "--set", "model.n=100"));
    command.addAll(List.of("--set", "learning-rates.c=[0.5, 1, 2.5]"));
    command.addAll(List.of("--set", "stop={ loss-change = 0, max-steps = 200 }"));
    command.addAll(List.of(more));
    return command;
  }

  private Path run(String... more) {
    Path out = folder.resolve("run");
    assertThat(Cli.run(sweep(out, more).toArray(String[]::new))).isEqualTo(new Cli.Said(0, ""));
    return out;
  }

  /** What a command says on standard output, after its exit code. */
  private static synchronized String verify(Path run) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      int code = Cli.run("verify", run.toString()).code();
      return code + "\n" + bytes.toString(StandardCharsets.UTF_8);
    } finally {
      System.setOut(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "record.mode=adaptive",
        "record.mode=outcome",
        "record.mode=all",
        "record.observables=[weight-distance]"
      })
  void whateverIsRecordedIsRight(String record) throws Exception {
    assertThat(verify(run("--set", record))).startsWith("0\n").contains("with the values");
  }

  @Test
  void aRunThatKeptNothingHasNothingToVerify() {
    Cli.Said said = Cli.run("verify", run("--store", "none").toString());
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.errors()).contains("was run with --store none: no rows were kept");
  }

  /** What was computed while nothing was kept is not owed to a store that came later. */
  @Test
  void aStoreThatCameLaterOwesNothing() {
    Path run = run("--store", "none");
    List<String> resume = List.of("resume", run.toString(), "--quiet", "--store", "csv");
    List<String> more = new ArrayList<>(resume);
    more.addAll(List.of("--set", "learning-rates.c=[0.5, 1, 2.5, 3]"));
    assertThat(Cli.run(more.toArray(String[]::new)).code()).isZero();
    assertThat(verify(run)).startsWith("0\n").contains("step: 201 produced");
    assertThat(Cli.run(resume.toArray(String[]::new)).code()).isZero();
    assertThat(verify(run)).startsWith("0\n").contains("step: 201 produced");
  }

  /** Two runs of one config are seen to be equal without looking at their rows. */
  @Test
  void checksumsAreThoseOfTheConfigAndNotOfTheRun() throws Exception {
    Path one = run("--store", "csv", "--parallelism", "1");
    Path other = folder.resolve("other");
    assertThat(Cli.run(sweep(other, "--parallelism", "3").toArray(String[]::new)).code()).isZero();
    assertThat(LedgerFile.read(one.resolve("ledger.json")).recorded())
        .hasSize(3)
        .isEqualTo(LedgerFile.read(other.resolve("ledger.json")).recorded());
  }

  /** The ledger of a process that ended before the last one began is none. */
  @Test
  void aRunThatWasKilledWhileItWentOnHasNotEnded() throws Exception {
    Path out = folder.resolve("run");
    List<String> slow = sweep(out, "--store", "csv", "--pace", "100");
    try (Victim victim = Victim.start(out, slow)) {
      victim.awaitUnderWay();
      assertThat(Cli.run("stop", out.toString())).isEqualTo(new Cli.Said(0, ""));
      victim.pass(60_000);
      assertThat(victim.process().isAlive()).isFalse();
    }
    assertThat(verify(out)).startsWith("0\n").contains("with the values");
    List<String> resume = List.of("resume", out.toString(), "--quiet", "--pace", "100");
    try (Victim victim = Victim.start(out, resume)) {
      victim.awaitUnderWay();
      assertThat(victim.kill()).isTrue();
    }
    assertThat(Cli.run("verify", out.toString()))
        .satisfies(
            said -> {
              assertThat(said.code()).isEqualTo(ExitCode.USAGE);
              assertThat(said.errors()).contains("has not ended").contains("trebuchet resume");
            });
    assertThat(Cli.run("resume", out.toString(), "--quiet")).isEqualTo(new Cli.Said(0, ""));
    assertThat(verify(out)).startsWith("0\n").contains("with the values");
  }

  /** What happens to a store between two processes is seen as well. */
  @Test
  void rowsFalsifiedBeforeAResumeAreNoticed() throws Exception {
    Path run = run();
    execute(run, "UPDATE step SET weight_norm_sq = 1 WHERE trial = 's1-c1' AND step = 77");
    Cli.Said said =
        Cli.run("resume", run.toString(), "--quiet", "--set", "learning-rates.c=[0.5, 1, 2.5, 3]");
    assertThat(said.code()).isZero();
    assertThat(verify(run))
        .startsWith("3\n")
        .contains("s1-c1: 201 rows produced and found, but with other values\n")
        .doesNotContain("s1-c0.5: ")
        .doesNotContain("s1-c3: ");
    execute(run, "DROP TABLE step");
    assertThat(Cli.run("resume", run.toString(), "--quiet"))
        .satisfies(
            lost -> {
              assertThat(lost.code()).isEqualTo(ExitCode.LOST);
              assertThat(lost.errors())
                  .contains("there is no row of this run in its store")
                  .contains("which had 804 rows of 4 ended trials")
                  .contains("--recompute");
            });
    assertThat(verify(run)).startsWith("3\n").contains("s1-c1: 201 rows produced, 0 found");
    assertThat(Cli.run("resume", run.toString(), "--quiet", "--recompute").code()).isZero();
    assertThat(verify(run)).startsWith("0\n").contains("with the values");
  }

  private static void execute(Path run, String statement) throws Exception {
    try (EmbeddedQuestDb database =
        EmbeddedQuestDb.open(DatabaseFolder.of(run.resolve("db"), false))) {
      database.execute(statement);
      database.awaitApplied();
    }
  }

  @Test
  void aPointThatWasWrittenOverInInfluxIsNoticed() throws Exception {
    try (InfluxDaemon influx = InfluxDaemon.start(folder);
        HttpClient client = HttpClient.newHttpClient()) {
      Path run =
          run("--store", "influx", "--influx-url", influx.url().toString(), "--influx-bucket", "x");
      assertThat(verify(run)).startsWith("0\n").contains("influx holds every row");
      String falsified =
          "SELECT loss * 1.5 AS loss INTO step FROM step"
              + " WHERE trial = 's1-c1' AND step = 77 GROUP BY *";
      assertThat(query(client, influx.url(), falsified)).doesNotContain("error");
      assertThat(verify(run))
          .startsWith("3\n")
          .contains(
              "s1-c1: 201 rows produced and found, but with other values; step 77: log10_loss")
          .doesNotContain("s1-c2.5: ");
    }
  }

  private static String query(HttpClient client, URI server, String query) throws Exception {
    String address = server + "/query?db=x&q=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
    return client
        .send(
            HttpRequest.newBuilder(URI.create(address))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void aFileThatIsOnlyAHeaderLacksEverything() throws Exception {
    Path run = run("--store", "csv");
    Path file;
    try (var files = Files.walk(run)) {
      file = files.filter(each -> each.endsWith("step.csv")).findFirst().orElseThrow();
    }
    Files.writeString(file, Files.readAllLines(file).getFirst() + "\n");
    assertThat(verify(run)).startsWith("3\n").contains("s1-c1: 201 rows produced, 0 found");
  }
}
