package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepReader;
import io.trebuchet.data.ChangedDataException;
import io.trebuchet.data.DataFolders;
import io.trebuchet.data.NpyFiles;
import io.trebuchet.data.TinyImages;
import io.trebuchet.run.RunData;
import io.trebuchet.trial.ProblemCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run's trials are trained on the files that it was begun with, or on none. */
final class SameDataTest {
  private static final String QUADRATIC = "model { kind = pure-quadratic, n = 4, ";
  private static final String TOY = "data { kind = toy }\n";
  private static final String MNIST =
      """
      model { kind = relu, width = 4 }
      data { kind = mnist, classes = [0, 1], train = 3, test = 2 }
      """;

  @TempDir private Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    write("points.csv", "0.8,0.3,1\n-0.2,0.1,-1\n");
    write("values.txt", "1\n-1\n0.5\n-0.5\n");
    write("other/values.txt", "1\n-1\n0.5\n-0.25\n");
    NpyFiles.write(folder.resolve("x.npy"), new double[] {1, -0.5}, 2);
    NpyFiles.write(folder.resolve("y.npy"), new double[] {0.25, -1}, 2);
    NpyFiles.write(folder.resolve("w.npy"), new double[] {1, 0, 0, -1}, 1, 2, 2);
    images(0);
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void images(int shift) throws IOException {
    TinyImages.write(folder.resolve("sets"), shift);
  }

  private Path out() {
    return folder.resolve("out");
  }

  private Cli.Said run(String config, String... more) throws IOException {
    write("case.conf", config + "learning-rates.c = [0.5]\nstop.max-steps = 3\n");
    List<String> command = new ArrayList<>(List.of("run", folder.resolve("case.conf").toString()));
    command.addAll(List.of("--out", out().toString(), "--store", "csv", "--no-web", "--quiet"));
    command.addAll(List.of(more));
    return Cli.run(command.toArray(String[]::new));
  }

  private Cli.Said resume(String... more) {
    List<String> command =
        new ArrayList<>(List.of("resume", out().toString(), "--no-web", "--quiet"));
    command.addAll(List.of(more));
    return Cli.run(command.toArray(String[]::new));
  }

  private String manifest() throws IOException {
    return Files.readString(out().resolve("manifest.json"));
  }

  private static void assertRefused(Cli.Said said, String file) {
    assertThat(said.code()).as(said.errors()).isEqualTo(2);
    assertThat(said.errors())
        .startsWith(file + " has changed since the run began: its SHA-256 was ")
        .contains("…, is ", "put back what was there");
  }

  private void assertRefusedByAll(String file) throws IOException {
    String manifest = manifest();
    String trials = Files.readString(out().resolve("trials.csv"));
    assertThat(manifest).contains("\"" + file + "\"");
    assertRefused(resume("--set", "learning-rates.c=[0.5, 1]"), file);
    assertRefused(resume("--set", "stop.max-steps=6"), file);
    assertRefused(resume("--recompute"), file);
    assertRefused(
        Cli.run(
            "export",
            out().toString(),
            "--what",
            "weights",
            "-o",
            folder.resolve("weights").toString()),
        file);
    assertThat(folder.resolve("weights")).doesNotExist();
    assertThat(manifest()).isEqualTo(manifest);
    assertThat(Files.readString(out().resolve("trials.csv"))).isEqualTo(trials);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eigenvalues { values = values.txt } } | data { kind = toy } | values.txt",
        "initial-weights = values.txt } | data { kind = toy } | values.txt",
        "} | data { kind = teacher-student, n-psi = 4, train = 2, test = 0, eigenvalues { values ="
            + " values.txt } } | values.txt",
        "} | data { kind = csv, file = points.csv } | points.csv",
      })
  void refusesAnotherText(String model, String data, String file) throws IOException {
    assertThat(run(QUADRATIC + model + "\n" + data + "\n")).isEqualTo(new Cli.Said(0, ""));
    String before = Files.readString(folder.resolve(file));
    write(file, before.replaceFirst("0.", "0.1"));
    assertRefusedByAll(file);
    write(file, before);
    assertThat(resume("--set", "learning-rates.c=[0.5, 1]")).isEqualTo(new Cli.Said(0, ""));
  }

  @ParameterizedTest
  @CsvSource({"x.npy", "y.npy"})
  void refusesAnotherArrayOfPoints(String file) throws IOException {
    assertThat(run(QUADRATIC + "}\ndata { kind = npy, x = x.npy, y = y.npy }\n").code()).isZero();
    NpyFiles.write(folder.resolve(file), new double[] {1, 0.75}, 2);
    assertRefusedByAll(file);
  }

  @Test
  void refusesAnotherArrayOfFeatures() throws IOException {
    assertThat(run("model { kind = pure-quadratic, n = 2, w = w.npy }\n" + TOY).code()).isZero();
    NpyFiles.write(folder.resolve("w.npy"), new double[] {1, 0, 0, -2}, 1, 2, 2);
    assertRefusedByAll("w.npy");
  }

  @Test
  void refusesOtherImages() throws IOException {
    String sets = folder.resolve("sets").toString();
    assertThat(run(MNIST, "--data-dir", sets)).isEqualTo(new Cli.Said(0, ""));
    images(1);
    String manifest = manifest();
    Cli.Said said = resume("--set", "learning-rates.c=[0.5, 1]");
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.errors())
        .contains("t10k-images-idx3-ubyte.gz has changed", "train-images-idx3-ubyte.gz has")
        .doesNotContain("labels");
    assertThat(manifest()).isEqualTo(manifest);
  }

  @Test
  void findsImagesWhereTheyWere() throws IOException {
    Path sets = folder.resolve("sets");
    assertThat(run(MNIST, "--data-dir", sets.toString())).isEqualTo(new Cli.Said(0, ""));
    assertThat(manifest()).contains("\"data_folders\" : [ \"" + sets + "\" ]");
    assertThat(resume("--set", "learning-rates.c=[0.5, 1]")).isEqualTo(new Cli.Said(0, ""));
    // Moved, and named again: from then on that is where they are.
    Path moved = Files.move(sets, folder.resolve("moved"));
    assertThat(resume("--data-dir", moved.toString(), "--set", "learning-rates.c=[0.5, 1, 2]"))
        .isEqualTo(new Cli.Said(0, ""));
    assertThat(manifest()).contains("\"data_folders\" : [ \"" + moved + "\" ]");
    assertThat(resume("--set", "learning-rates.c=[0.5, 1, 1.5, 2]")).isEqualTo(new Cli.Said(0, ""));
  }

  /** Between the beginning of a run and the trial that reads it. */
  @Test
  void aFileThatChangesMeanwhileIsNotTrainedOn() throws Exception {
    assertThat(run(QUADRATIC + "}\ndata { kind = csv, file = points.csv }\n").code()).isZero();
    SweepConfig config = SweepReader.create().read(folder.resolve("case.conf"), Overrides.of());
    DataFolders folders = RunData.begun(config, new DataFolders(List.of()));
    ProblemCache problems = ProblemCache.create(folders, config.trials());
    write("points.csv", "0.8,0.3,1\n-0.2,0.1,1\n");
    assertThatThrownBy(() -> problems.acquire(config.trials().getFirst()))
        .isInstanceOf(ChangedDataException.class)
        .hasMessageStartingWith("points.csv has changed since the run began");
  }

  /** Two files of one name are two. */
  @Test
  void tellsFilesOfOneNameApart() throws IOException {
    String config =
        QUADRATIC + "initial-weights = values.txt, eigenvalues.values = other/values.txt }\n" + TOY;
    assertThat(run(config)).isEqualTo(new Cli.Said(0, ""));
    Files.copy(
        folder.resolve("other/values.txt"),
        folder.resolve("values.txt"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Cli.Said said = resume("--set", "learning-rates.c=[0.5, 1]");
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.errors())
        .startsWith(folder.resolve("values.txt") + " has changed")
        .doesNotContain("other/values.txt");
  }
}
