package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.dashboards.Dashboards;
import io.trebuchet.process.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DashboardsCommandTest {
  @TempDir private Path folder;

  @Test
  void writesAllFilesAndReplacesOldOnes() throws Exception {
    Path out = folder.resolve("new");
    Path first = out.resolve("influxdb/by-step.json");
    Files.createDirectories(first.getParent());
    Files.writeString(first, "old");
    assertThat(Cli.run("dashboards", "--out", out.toString())).isEqualTo(new Cli.Said(0, ""));
    for (Map.Entry<String, String> file : Dashboards.files().entrySet()) {
      assertThat(out.resolve(file.getKey())).hasContent(file.getValue());
    }
  }

  @Test
  void refusesAFileInThePlaceOfTheFolder() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    Cli.Said said = Cli.run("dashboards", "--out", file.toString());
    assertThat(said.code()).isEqualTo(ExitCode.USAGE);
    assertThat(said.errors()).contains("--out", "is a file");
  }
}
