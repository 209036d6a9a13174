package io.trebuchet.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultFilesTest {
  @TempDir private Path folder;
  private final List<String> said = new ArrayList<>();

  @Test
  void whatFindsNoRoomGoesNextToTheRun() throws Exception {
    Path run = Files.createDirectories(folder.resolve("runs/a"));
    try (SmallDisk disk = SmallDisk.mountAt(run, "64k")) {
      ResultFiles results = ResultFiles.of(new RunDirectory(disk.path()), said::add);
      results.write(run.resolve("trials.csv"), file -> Files.write(file, new byte[1000]));
      assertThat(results.complete()).isTrue();
      assertThat(said).isEmpty();
      results.write(run.resolve("trials.csv"), file -> Files.write(file, new byte[100_000]));
      assertThat(results.complete()).isFalse();
      Path elsewhere = folder.resolve("runs/a-trials.csv");
      assertThat(Files.size(elsewhere)).isEqualTo(100_000);
      assertThat(said).singleElement().asString().contains("No space left", elsewhere.toString());
    }
  }

  @Test
  void whatFindsNoPlaceAtAllIsToldOf() {
    ResultFiles results = ResultFiles.of(new RunDirectory(folder.resolve("a")), said::add);
    results.write(
        folder.resolve("a/ledger.json"),
        file -> {
          throw new IOException("no");
        });
    assertThat(results.complete()).isFalse();
    assertThat(said).singleElement().asString().contains("ledger.json", "nor can it be anywhere");
  }
}
