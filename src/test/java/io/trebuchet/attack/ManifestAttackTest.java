package io.trebuchet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifest of a handed over run names a database of its reader's, outside of the run. */
@Attack
final class ManifestAttackTest {
  @TempDir private Path folder;

  private Path naming(String database) throws IOException, InterruptedException {
    Path run = SmallRun.make(folder.resolve("runs/out"), "--store", "csv");
    ObjectMapper json = new ObjectMapper();
    Path file = run.resolve("manifest.json");
    ObjectNode manifest = (ObjectNode) json.readTree(Files.readString(file));
    manifest.put("store", "questdb").put("database", database);
    Files.writeString(file, json.writeValueAsString(manifest));
    return run;
  }

  /** What others own is not opened, which would write to it. */
  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.walk(folder)) {
      return entries.map(Path::toString).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "../../mine", "../out/../../mine", "mine"})
  void itIsNotOpened(String database) throws Exception {
    Path mine = Files.createDirectories(folder.resolve("mine"));
    Files.writeString(mine.resolve("diary"), "x");
    Path run = naming(database.formatted(mine));
    if (database.equals("mine")) {
      Files.createSymbolicLink(run.resolve("mine"), mine);
    }
    List<String> before = names(mine);
    String dir = run.toString();
    for (List<String> command :
        List.of(
            List.of("verify", dir),
            List.of("export", dir, "--what", "steps", "-o", "s.csv"),
            List.of("export", dir, "--what", "steps", "--format", "parquet", "-o", "s.parquet"),
            List.of("resume", dir, "--no-web", "--set", "learning-rates.c=[1,3,4]"),
            List.of("resume", dir, "--no-web", "--store", "csv"))) {
      Launched.Said said = Launched.trebuchet(folder, command.toArray(String[]::new));
      assertThat(said.code()).as(command + ": " + said.text()).isEqualTo(2);
      assertThat(said.text()).contains("--db-dir");
      assertThat(names(mine)).isEqualTo(before);
    }
    assertThat(Serving.untilThePage(folder, Map.of(), dir).text()).contains("--db-dir");
    assertThat(names(mine)).isEqualTo(before);
  }

  @Test
  void aDatabaseThatItsUserNamesIsOpened() throws Exception {
    Path elsewhere = folder.resolve("elsewhere");
    Path run =
        SmallRun.make(
            folder.resolve("runs/out"),
            "--db-dir",
            elsewhere.toString(),
            "--questdb-port",
            Serving.free(),
            "--questdb-pg-port",
            Serving.free());
    String dir = run.toString();
    assertThat(Launched.trebuchet(folder, "verify", dir).code()).isEqualTo(2);
    Launched.Said said =
        Launched.trebuchet(folder, "verify", dir, "--db-dir", elsewhere.toString());
    assertThat(said.code()).as(said.text()).isZero();
  }

  @Test
  void aManifestThatNamesNoPathIsDamaged() throws Exception {
    Path run = naming("a\u0000b");
    Launched.Said said = Launched.trebuchet(folder, "verify", run.toString());
    assertThat(said.code()).isNotZero();
    assertThat(said.text()).contains("damaged");
  }
}
