package io.trebuchet.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.cli.Cli;
import io.trebuchet.cli.Said;
import io.trebuchet.data.NpyFiles;
import io.trebuchet.physics.MemoryLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a config names is read before there is a run that it could fail. */
final class RequirementsTest {
  private static final String RELU = "model { kind = relu, width = 4 }\n";
  private static final String POINTS = "data { kind = csv, file = \"points.csv\" }\n";

  @TempDir private Path folder;

  @BeforeEach
  void files() throws IOException {
    Files.writeString(folder.resolve("points.csv"), "0.5,1,1\n-0.2,0.1,-1\n");
    Files.writeString(folder.resolve("hole.csv"), "0.5,,1\n-0.2,0.1,-1\n");
    Files.writeString(folder.resolve("header.csv"), "x1,x2,y\n");
    Files.writeString(folder.resolve("short.txt"), "1\n2\n3\n");
    Files.writeString(folder.resolve("words.txt"), "1\ntwo\n3\n");
    Files.write(folder.resolve("state.ckpt"), new byte[] {(byte) 0xC3, 0x28, 0, 1, 2, 3});
    NpyFiles.write(folder.resolve("short.npy"), new double[] {1, 2, 3}, 3);
    Files.createDirectory(folder.resolve("folder"));
  }

  private Path config(String text) throws IOException {
    String rest = "learning-rates { c = [1] }\nstop { loss-change = 0, max-steps = 3 }\n";
    return Files.writeString(folder.resolve("case.conf"), text + rest);
  }

  private Path out() {
    return folder.resolve("out");
  }

  private Cli.Said run(Path config, String... more) {
    List<String> args = new ArrayList<>(List.of("run", config.toString(), "--out"));
    args.addAll(List.of(out().toString(), "--no-web", "--quiet"));
    args.addAll(List.of("--data-dir", folder.toString()));
    args.addAll(List.of(more));
    if (!args.contains("--store")) {
      args.addAll(List.of("--store", "none"));
    }
    return Cli.run(args.toArray(String[]::new));
  }

  private void assertRefused(Cli.Said said, String... words) {
    assertThat(said.errors()).contains(words);
    assertThat(said.code()).isEqualTo(2);
    assertThat(out()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "hole.csv, hole.csv",
    "header.csv, holds no points",
    "folder, is a directory",
    "missing.csv, missing.csv",
    "state.ckpt, state.ckpt"
  })
  void pointsThatCannotBeUsedAreNamed(String file, String words) throws IOException {
    assertRefused(run(config(RELU + "data { kind = csv, file = \"" + file + "\" }\n")), words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"short.txt", "short.npy", "words.txt", "state.ckpt", "folder", "none.txt"})
  void weightsThatDoNotFitAreNamed(String file) throws IOException {
    String model = "model { kind = relu, width = 4, initial-weights = \"" + file + "\" }\n";
    assertRefused(run(config(model + POINTS)), file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"short.txt", "words.txt", "folder", "none.txt"})
  void eigenvaluesThatDoNotFitAreNamed(String file) throws IOException {
    String model =
        "model { kind = pure-quadratic, n = 4, eigenvalues.values = \"" + file + "\" }\n";
    assertRefused(run(config(model + "data { kind = toy }\n")), file);
  }

  @Test
  void weightsOfAQuadraticModelThatDoNotFitAreNamed() throws IOException {
    String model = "model { kind = pure-quadratic, n = 4, initial-weights = \"short.txt\" }\n";
    assertRefused(run(config(model + POINTS)), "short.txt", "3 numbers");
  }

  @Test
  void everyFaultIsToldAtOnce() throws IOException {
    String grid =
        """
        grid { data.file = ["hole.csv", "points.csv"] }
        grid { model.initial-weights = ["short.txt", "words.txt"] }
        """;
    String model = "model { kind = relu, width = 4, initial-weights = \"short.txt\" }\n";
    Cli.Said said = run(config(grid + model + POINTS));
    assertRefused(said, "hole.csv", "short.txt", "words.txt");
    assertThat(said.errors().lines()).hasSize(3);
  }

  @Test
  void faultsOfAConfigAndOfItsFilesAreToldTogether() throws IOException {
    String slips = "--set=stop.max-steps=0";
    String model = "model { kind = pure-quadratic, n = -1 }\n";
    Path missing = config(model + "data { kind = mnist, classes = [3, 4], scale = sqrt-d }\n");
    for (String command : List.of("run", "check", "boundary")) {
      Cli.Said said = Cli.run(command, missing.toString(), slips, "--data-dir", folder.toString());
      assertRefused(
          said, "model.n: must be", "stop.max-steps: must be", "trebuchet data fetch mnist");
    }
    Path damaged = mnist(4, 6);
    assertRefused(
        run(damaged, slips, "--set", "model.initial-weights=words.txt"),
        "stop.max-steps",
        "train-labels-idx1-ubyte.gz",
        "words.txt");
    String grid = "grid { data.kind = [mnist, cifar-10, fashion-mnist] }\n";
    Cli.Said said = run(config(grid + "model { kind = relu, width = 0 }\ndata.classes = [3, 3]\n"));
    assertRefused(
        said,
        "model.width",
        "data.classes",
        "data set cifar-10 was not found",
        "data set fashion-mnist was not found");
    // What only seems to be asked for, because something else is wrong there, is no fault.
    String unknown = "data { kind = csv, file = \"hole.csv\", separater = tab }\n";
    assertRefused(run(config(RELU + unknown)), "separater: unknown key");
    assertThat(run(config(RELU + unknown)).errors().lines()).hasSize(1);
  }

  @Test
  void aModelIsReadAlsoWhereItsDataAreUnusable() throws IOException {
    String points = "data { kind = csv, file = \"hole.csv\" }\n";
    String files = "eigenvalues.values = \"short.txt\", initial-weights = \"words.txt\" }\n";
    Cli.Said said = run(config("model { kind = pure-quadratic, n = 4, " + files + points));
    assertRefused(said, "hole.csv", "eigenvalues.values: 3 numbers", "words.txt");
    assertThat(said.errors().lines()).hasSize(3);
    String listed = "initial-weights = [1, 2, 3], eigenvalues.values = \"words.txt\" }\n";
    said = run(config("model { kind = pure-quadratic, n = 4, " + listed + points));
    assertRefused(said, "hole.csv", "model.initial-weights: 3 numbers", "words.txt");
    assertThat(said.errors().lines()).hasSize(3);
    String relu = "model { kind = relu, width = 4, initial-weights = \"words.txt\" }\n";
    assertRefused(run(config(relu + points)), "hole.csv", "words.txt");
  }

  @Test
  void tooFewOpenFilesForTheDatabaseAreNoticedBeforeThereIsAnything() throws IOException {
    Path config = config(RELU + POINTS);
    String limit = "trebuchet.open-files";
    System.setProperty(limit, "256");
    try {
      assertRefused(run(config, "--store", "questdb"), "512 open files", "256", "ulimit -n");
      assertThat(run(config, "--set", "learning-rates.c=[0.1]").code()).isZero();
      String manifest = Files.readString(out().resolve("manifest.json"));
      Set<Path> before = present();
      String[] more = {"resume", out().toString(), "--quiet", "--no-web", "--store", "questdb"};
      Cli.Said said = Cli.run(more);
      assertThat(said.code()).as(said.errors()).isEqualTo(2);
      assertThat(said.errors()).contains("512 open files", "ulimit -n");
      assertThat(Files.readString(out().resolve("manifest.json"))).isEqualTo(manifest);
      assertThat(present()).isEqualTo(before);
    } finally {
      System.clearProperty(limit);
    }
  }

  private Set<Path> present() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.collect(Collectors.toSet());
    }
  }

  private void images(String name, int magic, int count, int kept) throws IOException {
    int side = magic == 0x803 ? 4 : 1;
    ByteBuffer bytes = ByteBuffer.allocate(16 + kept * side);
    bytes.putInt(magic).putInt(count);
    if (magic == 0x803) {
      bytes.putInt(2).putInt(2);
    }
    for (int i = 0; i < kept * side; i++) {
      bytes.put((byte) (i % 2));
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes.array(), 0, bytes.position());
    }
    Files.write(
        Files.createDirectories(folder.resolve("mnist")).resolve(name), packed.toByteArray());
  }

  private Path mnist(int labels, int train) throws IOException {
    images("train-images-idx3-ubyte.gz", 0x803, 6, 6);
    images("train-labels-idx1-ubyte.gz", 0x801, 6, labels);
    images("t10k-images-idx3-ubyte.gz", 0x803, 6, 6);
    images("t10k-labels-idx1-ubyte.gz", 0x801, 6, 6);
    return config(
        RELU + "data { kind = mnist, classes = [0, 1], train = " + train + ", test = 2 }\n");
  }

  @Test
  void imagesThatAreThereAreTaken() throws IOException {
    assertThat(run(mnist(6, 6), "--set", "learning-rates.c=[0.1]").code()).isZero();
  }

  @Test
  void aTruncatedFileOfLabelsIsNamed() throws IOException {
    assertRefused(run(mnist(4, 6)), "train-labels-idx1-ubyte.gz");
  }

  @Test
  void fewerImagesThanAskedForAreNamed() throws IOException {
    assertRefused(run(mnist(6, 7)), "data.train", "train-images-idx3-ubyte.gz");
  }

  @Test
  void aFolderWithoutTheImagesIsNamed() throws IOException {
    Files.createDirectories(folder.resolve("mnist"));
    Path config = config(RELU + "data { kind = mnist, classes = [3, 4] }\n");
    assertRefused(
        run(config), "mnist lacks train-images-idx3-ubyte.gz", "trebuchet data fetch mnist");
  }

  @Test
  void aModelThatNoMemoryHoldsSaysHowMuchAndTheFlag() throws IOException {
    String model = "model { kind = relu, hidden-layers = 2, width = 45000 }\n";
    assertRefused(
        run(config(model + POINTS)),
        "memory: a trial needs at least 30.2 GiB outside of the heap",
        "-Xmx38g");
  }

  @Test
  void trialsSideBySideNeedTheirMemoryTogether() throws IOException {
    // 8 n² bytes of each trial and as many of what they share.
    long outside = MemoryLimits.current().outside();
    int width = (int) Math.sqrt(outside / 8.0 / 2.5);
    String model = "model { kind = relu, hidden-layers = 2, width = " + width + " }\n";
    String rates = "--set";
    Cli.Said said =
        run(config(model + POINTS), rates, "learning-rates.c=[1, 2, 3]", "--parallelism", "3");
    assertRefused(
        said, "memory: 3 trials side by side need", "TREBUCHET_JAVA_OPTS", "--parallelism 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"boundary", "check"})
  void otherCommandsReadTheSame(String command) throws IOException {
    Path config = config(RELU + "data { kind = csv, file = \"hole.csv\" }\n");
    assertRefused(Cli.run(command, config.toString(), "--quiet"), "hole.csv");
  }

  @Test
  void resumeReadsTheSame() throws IOException {
    Path config = config(RELU + POINTS);
    assertThat(run(config, "--set", "learning-rates.c=[0.1]").code()).isZero();
    String before = Files.readString(out().resolve("manifest.json"));
    Files.copy(
        folder.resolve("hole.csv"),
        folder.resolve("points.csv"),
        StandardCopyOption.REPLACE_EXISTING);
    Cli.Said said =
        Cli.run("resume", out().toString(), "--quiet", "--set", "learning-rates.c=[0.1, 0.2]");
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.errors()).contains("points.csv");
    assertThat(Files.readString(out().resolve("manifest.json"))).isEqualTo(before);
  }

  @Test
  void trialsThatFailLaterAreTheExitCodeAndLeadTheSummary() throws IOException {
    Files.writeString(folder.resolve("points.csv"), "0,0,1\n0,0,-1\n");
    Path config = config(RELU + POINTS);
    Said said = Said.of(() -> run(config));
    assertThat(said.code()).isEqualTo(5);
    assertThat(said.out().lines().findFirst()).contains("1 of 1 trials FAILED:");
    assertThat(said.out()).contains("λ_max(H_0) is 0.0");
    Cli.Said boundary =
        Cli.run(
            "boundary", config.toString(), "--quiet", "--from", "1", "--to", "2", "--step", "1");
    assertThat(boundary.code()).isEqualTo(5);
  }

  @Test
  void whatIsNotKeptIsNeitherClaimedNorOffered() throws IOException {
    Path config = config(RELU + POINTS);
    Said said = Said.of(() -> run(config, "--set", "learning-rates.c=[0.1]"));
    assertThat(said.code()).isZero();
    assertThat(said.out())
        .contains("4 steps produced, none kept")
        .doesNotContain(" stored", "verify", "serve", "--what steps");
    for (String command :
        List.of(
            "verify DIR",
            "export DIR --what steps",
            "export DIR --what steps --format parquet -o x.parquet")) {
      Cli.Said asked = Cli.run(command.replace("DIR", out().toString()).split(" ", -1));
      assertThat(asked.code()).isEqualTo(2);
      assertThat(asked.errors()).contains("was run with --store none");
    }
    assertThat(
            Cli.run(
                    "export",
                    out().toString(),
                    "--what",
                    "trials",
                    "-o",
                    folder.resolve("t.csv").toString())
                .code())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"trials nowhere/x.csv", "weights nowhere/x.npy", "weights nowhere/else"})
  void aFolderThatIsMissingIsNamedAndNotMade(String what) throws IOException {
    assertThat(run(config(RELU + POINTS), "--set", "learning-rates.c=[0.1]").code()).isZero();
    String[] words = what.split(" ", -1);
    Cli.Said said =
        Cli.run(
            "export",
            out().toString(),
            "--what",
            words[0],
            "-o",
            folder.resolve(words[1]).toString());
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.errors()).contains("there is no folder " + folder.resolve("nowhere"));
    assertThat(folder.resolve("nowhere")).doesNotExist();
  }
}
