package io.trebuchet.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.attack.Launched;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A small sweep through the launcher, and the same one that nobody disturbs. */
final class FaultyRun {
  private static final Path HERE = Path.of("").toAbsolutePath();

  private final Path folder;
  private final Path run;

  FaultyRun(Path folder) {
    this.folder = folder;
    this.run = folder.resolve("run");
  }

  Path directory() {
    return run;
  }

  private static List<String> sweep(Path out, String... more) {
    List<String> all = new ArrayList<>(List.of("run", HERE + "/configs/fig01.conf", "--plain"));
    all.addAll(List.of("--set", "model.n=50", "--set", "learning-rates.c=[0.5,1.5,3]"));
    all.addAll(List.of("--set", "stop={ loss-change = 0, max-steps = 600 }"));
    all.addAll(List.of("--no-web", "--out", out.toString()));
    all.addAll(List.of(more));
    return all;
  }

  /** Those of the sweep. */
  List<String> arguments(String... more) {
    return sweep(run, more);
  }

  static List<String> to(URI server) {
    return List.of(
        "--store", "influx", "--influx-url", server.toString(), "--influx-bucket", "lab");
  }

  /** Starts the sweep. */
  Launched begin(List<String> way, String... more) throws IOException {
    List<String> all = sweep(run, more);
    all.addAll(way);
    return Launched.start(folder, Map.of(), all.toArray(String[]::new));
  }

  Launched.Said run(List<String> way, String... more) throws Exception {
    try (Launched launched = begin(way, more)) {
      return launched.await();
    }
  }

  Launched start(String command, String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of(command, run.toString()));
    all.addAll(List.of(more));
    return Launched.start(folder, Map.of(), all.toArray(String[]::new));
  }

  Launched.Said say(String command, String... more) throws Exception {
    try (Launched launched = start(command, more)) {
      return launched.await();
    }
  }

  /** Everything is there, once, and as if nothing had happened. */
  void assertWhole(String... way) throws Exception {
    Launched.Said verified = say("verify", way);
    assertThat(verified.code()).as(verified.text()).isZero();
    assertThat(export(run, way)).isEqualTo(export(whole()));
    assertTrialsAsIfUndisturbed();
  }

  /** The results are, for a look that takes no process. */
  void assertTrialsAsIfUndisturbed() throws Exception {
    assertThat(trials(run)).isEqualTo(trials(whole()));
  }

  private Path whole() throws Exception {
    Path whole = folder.resolve("whole");
    if (!Files.exists(whole)) {
      Launched.Said said =
          Launched.trebuchet(folder, sweep(whole, "--store", "csv").toArray(String[]::new));
      assertThat(said.code()).as(said.text()).isZero();
    }
    return whole;
  }

  private String export(Path of, String... way) throws Exception {
    Path file = folder.resolve("export.csv");
    Files.deleteIfExists(file);
    List<String> all = new ArrayList<>(List.of("export", of.toString(), "--what", "steps"));
    all.addAll(List.of("-o", file.toString()));
    all.addAll(List.of(way));
    Launched.Said said = Launched.trebuchet(folder, all.toArray(String[]::new));
    assertThat(said.code()).as(said.text()).isZero();
    return Files.readString(file);
  }

  /** Without the wall time and the attempt. */
  private static List<String> trials(Path of) throws IOException {
    return Files.readAllLines(of.resolve("trials.csv")).stream()
        .map(line -> line.replaceAll(",[^,]*,[^,]*$", ""))
        .toList();
  }
}
