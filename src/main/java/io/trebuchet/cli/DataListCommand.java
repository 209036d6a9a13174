package io.trebuchet.cli;

import io.trebuchet.data.DataCheck;
import io.trebuchet.data.DataFolders;
import io.trebuchet.data.OfficialFile;
import io.trebuchet.data.OfficialSet;
import io.trebuchet.process.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code trebuchet data list}. */
@Command(
    name = "list",
    description = {
      "Lists the data sets that can be fetched, and where they are found.",
      "Looks at lengths only; verify reads the files."
    },
    mixinStandardHelpOptions = true)
final class DataListCommand implements Callable<Integer> {
  @Mixin private DataCommand.Selection selection = new DataCommand.Selection();

  @Override
  public Integer call() throws IOException {
    DataFolders folders = selection.folders();
    for (OfficialSet set : selection.sets()) {
      System.out.println(set.name() + ": " + set.content());
      System.out.println("  licence  " + set.licence());
      System.out.println(
          String.format(
              Locale.ROOT,
              "  files    %s (%s)",
              set.files().stream().map(OfficialFile::name).collect(Collectors.joining(", ")),
              DataCommand.size(set.bytes())));
      List<Path> found = DataCheck.folders(set, folders);
      for (Path folder : found) {
        System.out.println("  here     " + folder + ": " + state(DataCheck.glance(set, folder)));
      }
      if (found.isEmpty()) {
        System.out.println("  here     not found: trebuchet data fetch " + set.name());
      }
    }
    System.out.println("looked in:");
    folders.roots().forEach(root -> System.out.println("  " + root));
    return ExitCode.DONE;
  }

  private static String state(List<DataCheck.Finding> findings) {
    if (findings.stream().allMatch(finding -> finding.state() == DataCheck.State.OFFICIAL)) {
      return "complete, going by lengths";
    }
    List<String> missing =
        findings.stream()
            .filter(finding -> finding.state() == DataCheck.State.MISSING)
            .map(finding -> String.valueOf(finding.file().getFileName()))
            .toList();
    return missing.isEmpty()
        ? "not the official files: a subset, or other data"
        : "lacks " + String.join(", ", missing);
  }
}
