package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.storage.EmbeddedQuestDb;
import io.trebuchet.storage.PortChoice;
import io.trebuchet.storage.Spool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run is killed while its database is away and its metrics go to the spool. */
final class SpooledKillTest {
  private static final List<String> SWEEP =
      List.of(
          "configs/fig05.conf",
          "--set",
          "learning-rates.c=[0.6, 2.2, 3]",
          "--set",
          "stop={ loss-change = 0, max-steps = 4000 }");

  @TempDir private Path folder;

  @Test
  void whatLiesInTheSpoolIsSentBeforeTheRunGoesOn() throws Exception {
    Path undisturbed = folder.resolve("undisturbed");
    List<String> whole = new ArrayList<>(List.of("run", "--out", undisturbed.toString()));
    whole.addAll(SWEEP);
    whole.addAll(List.of("--quiet", "--store", "csv"));
    assertThat(Cli.run(whole.toArray(String[]::new)).code()).isZero();

    Path killed = folder.resolve("killed");
    int port;
    Process process;
    try (EmbeddedQuestDb database = start(PortChoice.preferred(0))) {
      port = database.httpPort();
      process = begin(killed, port);
      while (process.isAlive() && !Files.exists(killed.resolve("endpoint.json"))) {
        process.waitFor(20, TimeUnit.MILLISECONDS);
      }
      process.waitFor(1, TimeUnit.SECONDS);
    }
    try {
      // The server is gone: what is computed now can only go to the spool.
      while (process.isAlive() && !Spool.exists(killed.resolve("spool"))) {
        process.waitFor(20, TimeUnit.MILLISECONDS);
      }
      process.waitFor(700, TimeUnit.MILLISECONDS);
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
    try (EmbeddedQuestDb database = start(PortChoice.required(port, "the port"))) {
      assertThat(Cli.run("resume", killed.toString(), "--quiet").code()).isZero();
      assertThat(Spool.exists(killed.resolve("spool"))).isFalse();
      assertThat(Cli.trialsButWallTime(killed)).isEqualTo(Cli.trialsButWallTime(undisturbed));
      assertThat(Cli.steps(killed, folder.resolve("killed.csv")))
          .isEqualTo(Cli.steps(undisturbed, folder.resolve("undisturbed.csv")));
      assertThat(Cli.run("verify", killed.toString()).code()).isZero();
      assertThat(database.httpPort()).isEqualTo(port);
    }
  }

  private EmbeddedQuestDb start(PortChoice http) throws IOException {
    return EmbeddedQuestDb.start(folder.resolve("server"), http, PortChoice.preferred(0));
  }

  private static Process begin(Path out, int port) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.add(Trebuchet.class.getName());
    command.add("run");
    command.addAll(SWEEP);
    command.addAll(
        List.of(
            "--set",
            "checkpoint.every=50ms",
            "--set",
            "spool.memory=50k",
            "--out",
            out.toString(),
            "--quiet"));
    command.addAll(List.of("--store", "influx", "--influx-url", "http://127.0.0.1:" + port));
    command.addAll(List.of("--pace", "300"));
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
