package io.trebuchet.cli;

import io.trebuchet.dashboards.Dashboards;
import io.trebuchet.process.ExitCode;
import io.trebuchet.process.UsageException;
import io.trebuchet.storage.UserFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code trebuchet dashboards}. */
@Command(
    name = "dashboards",
    description = {
      "Writes the Grafana dashboards: influxdb/*.json for InfluxDB (InfluxQL) and questdb/*.json",
      "for QuestDB (SQL through Grafana's PostgreSQL data source), both from one description."
    },
    mixinStandardHelpOptions = true)
final class DashboardsCommand implements Callable<Integer> {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where to write; files of the same names are replaced. Default: ${DEFAULT-VALUE}.")
  private Path out = Path.of("grafana-dashboards");

  @Override
  public Integer call() throws IOException {
    if (Files.exists(out) && !Files.isDirectory(out)) {
      throw new UsageException("--out: " + out + " is a file, not a folder");
    }
    Map<String, String> files = Dashboards.files();
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = out.resolve(file.getKey());
      UserFiles.folderOf(path);
      UserFiles.write(path, file.getValue());
    }
    System.out.printf(Locale.ROOT, "wrote %d dashboards to %s%n", files.size(), out);
    return ExitCode.DONE;
  }
}
