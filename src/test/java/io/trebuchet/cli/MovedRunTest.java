package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.data.NpyFiles;
import io.trebuchet.data.TinyImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose project was renamed or moved finds its files again, if they are the same. */
final class MovedRunTest {
  private static final String CONFIG =
      """
      model {
        kind = pure-quadratic, n = 2
        w = arrays/w.npy, initial-weights = values.txt, eigenvalues.values = other/values.txt
      }
      data { kind = csv, file = points.csv }
      """;
  private static final String MORE = "learning-rates.c=[0.5, 1]";

  @TempDir private Path folder;

  private Path project;

  @BeforeEach
  void writeFiles() throws IOException {
    project = folder.toRealPath().resolve("proj");
    for (String name : List.of("other", "arrays", "runs")) {
      Files.createDirectories(project.resolve(name));
    }
    Files.writeString(project.resolve("points.csv"), "0.8,0.3,1\n-0.2,0.1,-1\n");
    Files.writeString(project.resolve("values.txt"), "1\n-1\n");
    Files.writeString(project.resolve("other/values.txt"), "2\n-1\n");
    NpyFiles.write(
        project.resolve("arrays/w.npy"), new double[] {1, 0, 0, -1, 2, 0, 0, 1}, 2, 2, 2);
  }

  private void begin(String config, String... more) throws IOException {
    String rest = "learning-rates.c = [0.5]\nstop { loss-change = 0, max-steps = 5 }\n";
    Path file = Files.writeString(project.resolve("case.conf"), config + rest);
    List<String> command = new ArrayList<>(List.of("run", file.toString(), "--no-web", "--quiet"));
    command.addAll(List.of("--out", project.resolve("runs/r").toString(), "--store", "csv"));
    command.addAll(List.of(more));
    Cli.Said said = Cli.run(command.toArray(String[]::new));
    assertThat(said.code()).as(said.errors()).isZero();
  }

  private static Said resume(Path run, String... more) {
    List<String> command =
        new ArrayList<>(List.of("resume", run.toString(), "--no-web", "--quiet"));
    command.addAll(List.of(more));
    return Said.of(() -> Cli.run(command.toArray(String[]::new)));
  }

  @Test
  void whatLiesToTheRunAsItDidIsFound() throws IOException {
    begin(CONFIG);
    Path moved = Files.move(project, project.resolveSibling("proj2"));
    Path run = moved.resolve("runs/r");
    Said said = resume(run, "--set", MORE);
    assertThat(said.code()).as(said.toString()).isZero();
    for (String name : List.of("points.csv", "values.txt", "other/values.txt", "arrays/w.npy")) {
      assertThat(said.errors())
          .contains(project.resolve(name) + " is not there: " + moved.resolve(name) + ", which");
    }
    assertThat(Cli.trials(run)).hasSize(2);
    // Now its config says so, and limits are raised from the old checkpoints.
    Said raised = resume(run, "--set", MORE, "--set", "stop.max-steps=50");
    assertThat(raised.code()).as(raised.toString()).isZero();
    assertThat(raised.errors()).doesNotContain("is not there");
    String weights = moved.resolve("weights").toString();
    Cli.Said exported = Cli.run("export", run.toString(), "--what", "weights", "-o", weights);
    assertThat(exported).isEqualTo(new Cli.Said(0, ""));
  }

  @Test
  void otherFilesOfTheNameAreNotTaken() throws IOException {
    begin(CONFIG);
    Path moved = Files.move(project, project.resolveSibling("proj2"));
    Path points = Files.writeString(moved.resolve("points.csv"), "0.8,0.3,1\n-0.2,0.1,1\n");
    Path run = moved.resolve("runs/r");
    String manifest = Files.readString(run.resolve("manifest.json"));
    Said said = resume(run, "--set", MORE);
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.errors())
        .contains(project.resolve("points.csv").toString())
        .contains(points + " is another than the run was begun with")
        .contains("--data-dir DIR names the folder");
    assertThat(Files.readString(run.resolve("manifest.json"))).isEqualTo(manifest);
  }

  @Test
  void theFolderOfDataIsLookedInWhereverTheRunLies() throws IOException {
    begin(CONFIG);
    Path run = Files.move(project.resolve("runs/r"), folder.toRealPath().resolve("r"));
    Path moved = Files.move(project, Files.createDirectory(folder.resolve("deep")).resolve("data"));
    assertThat(resume(run, "--set", MORE).code()).isEqualTo(2);
    assertThat(resume(run, "--set", MORE, "--data-dir", moved.toString()).code()).isZero();
    assertThat(resume(run, "--set", "learning-rates.c=[0.5, 1, 1.5]").code()).isZero();
    assertThat(Cli.trials(run)).hasSize(3);
  }

  @Test
  void aFolderOfImagesThatMovedWithTheRunIsFound() throws IOException {
    TinyImages.write(project.resolve("sets"), 0);
    String config =
        """
        model { kind = relu, width = 4 }
        data { kind = mnist, classes = [0, 1], train = 3, test = 2 }
        """;
    begin(config, "--data-dir", project.resolve("sets").toString());
    Path moved = Files.move(project, project.resolveSibling("proj2"));
    Said said = resume(moved.resolve("runs/r"), "--set", MORE);
    assertThat(said.code()).as(said.toString()).isZero();
  }
}
