package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.storage.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/how-to/own-store.md, followed as a reader would. */
final class OwnStoreHowToTest {
  private static final Path PAGE = Path.of("docs/how-to/own-store.md");
  private static final Path FILES = Path.of("docs/how-to/own-store");
  private static final Path CONFIG = FILES.resolve("lines.conf");
  private static final Path SOURCE = FILES.resolve("example/Lines.java");
  private static final Path SERVICE =
      FILES.resolve("META-INF/services/io.trebuchet.stores.StoreKind");

  private static OwnCode code;

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void compile(@TempDir Path classes) throws IOException {
    code = OwnCode.compile(SOURCE, SERVICE, classes);
  }

  private String[] run(Path out, String... more) {
    List<String> arguments = new ArrayList<>(List.of("run", CONFIG.toString(), "--quiet"));
    arguments.addAll(List.of("--no-web", "--out", out.toString()));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private Path csv() {
    Path run = folder.resolve("csv");
    assertThat(Cli.run(run(run, "--store", "csv"))).isEqualTo(new Cli.Said(0, ""));
    return run;
  }

  private List<List<String>> steps(Path run) throws Exception {
    Path file = folder.resolve("steps.csv");
    code.trebuchet(folder, "export", run.toString(), "--what", "steps", "-o", file.toString());
    return Files.readAllLines(file).stream()
        .skip(1)
        .map(row -> List.of(row.split(",", -1)))
        .toList();
  }

  private void assertAlike(Path run, Path csv) throws Exception {
    assertThat(steps(run))
        .isEqualTo(Cli.steps(csv, folder.resolve("csv-steps.csv")))
        .hasSizeGreaterThan(100);
    assertThat(Cli.trialsButWallTime(run)).isEqualTo(Cli.trialsButWallTime(csv));
    assertThat(code.trebuchet(folder, "verify", run.toString())).doesNotContain("missing");
  }

  @Test
  void thePageShowsTheFilesThemselves() throws IOException {
    String text = Files.readString(PAGE);
    assertThat(text).contains("```java\n" + Files.readString(SOURCE) + "```");
    assertThat(text).contains("```\n" + Files.readString(CONFIG) + "```");
    assertThat(text).contains(Files.readString(SERVICE).strip());
  }

  @Test
  void itsStoreGivesBackWhatTheCsvFilesDo() throws Exception {
    Path csv = csv();
    Path run = folder.resolve("run");
    code.trebuchet(folder, run(run, "--store", "lines"));
    assertThat(run.resolve("lines.tsv")).exists();
    assertThat(run.resolve("csv")).doesNotExist();
    assertThat(Manifest.read(run.resolve("manifest.json")).store()).isEqualTo("lines");
    assertAlike(run, csv);

    // Rows that are lost are named, and computed again.
    List<String> lines = Files.readAllLines(run.resolve("lines.tsv"));
    lines.subList(40, 60).clear();
    Files.write(run.resolve("lines.tsv"), lines);
    assertThat(code.refused(folder, 3, "verify", run.toString())).contains("missing");
    assertThat(code.trebuchet(folder, "resume", run.toString(), "--quiet", "--no-web"))
        .contains("computed again");
    assertAlike(run, csv);

    // Without its class the run is not taken for another one.
    assertThat(Cli.run("verify", run.toString()))
        .satisfies(
            said -> {
              assertThat(said.code()).isEqualTo(2);
              assertThat(said.errors())
                  .contains("no store called lines")
                  .contains("TREBUCHET_CLASSPATH");
            });
    assertThat(Cli.run("export", run.toString(), "--what", "steps").code()).isEqualTo(2);
    assertThat(Cli.run("show", run.toString()).code()).isZero();
  }

  @Test
  void aRunThatWasKilledGoesOnAndMovesOn() throws Exception {
    Path csv = csv();
    Path run = folder.resolve("run");
    Path lines = run.resolve("lines.tsv");
    Process killed =
        code.start(folder.resolve("killed"), run(run, "--store", "lines", "--pace", "100"));
    while (killed.isAlive() && (!Victim.isRun(run) || Files.size(lines) < 20_000)) {
      killed.waitFor(20, TimeUnit.MILLISECONDS);
    }
    killed.destroyForcibly().waitFor();
    assertThat(Manifest.read(run.resolve("manifest.json")).ended()).isNull();
    // As if the machine had stopped in the middle of a line.
    Files.writeString(lines, Files.readString(lines) + "step\ts1-c0.5\t17");
    code.trebuchet(folder, "resume", run.toString(), "--quiet", "--no-web");
    assertAlike(run, csv);

    String said =
        code.trebuchet(folder, "resume", run.toString(), "--quiet", "--no-web", "--store", "csv");
    assertThat(said).contains("moving the steps from lines to csv");
    assertThat(Manifest.read(run.resolve("manifest.json")).store()).isEqualTo("csv");
    assertAlike(run, csv);
  }
}
