package io.trebuchet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs of two short trials, to be attacked. */
final class SmallRun {
  private static final Path CONFIG = Path.of("configs/fig01.conf").toAbsolutePath();
  private static final String FOREIGNER = "23456:23456";

  private SmallRun() {}

  /** The arguments of such a run into a folder. */
  static String[] arguments(Path out, String... more) {
    List<String> all = new ArrayList<>(List.of("run", CONFIG.toString(), "--plain"));
    all.addAll(List.of("--set", "model.n=50", "--set", "learning-rates.c=[1,3]"));
    all.addAll(List.of("--no-web", "--out", out.toString()));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** Makes one. */
  static Path make(Path out, String... more) throws IOException, InterruptedException {
    Launched.Said said = Launched.trebuchet(Path.of("/"), arguments(out, more));
    assertThat(said.code()).as(said.text()).isZero();
    return out;
  }

  /** The same run elsewhere. */
  static Path copy(Path run, Path to) throws IOException {
    try (Stream<Path> entries = Files.walk(run)) {
      for (Path entry : entries.toList()) {
        Files.copy(entry, to.resolve(run.relativize(entry).toString()));
      }
    }
    return to;
  }

  /** Gives a file or folder, with all in it, to another user. */
  static void giveAway(Path entry) throws IOException, InterruptedException {
    Launched.Said said =
        Launched.program(Path.of("/"), "chown", "-R", "-h", FOREIGNER, entry.toString());
    assertThat(said.code()).as(said.text()).isZero();
  }

  /** Puts a pipe in the place of whatever is there. */
  static Path pipe(Path at) throws IOException, InterruptedException {
    Files.deleteIfExists(at);
    assertThat(Launched.program(Path.of("/"), "mkfifo", at.toString()).code()).isZero();
    return at;
  }
}
