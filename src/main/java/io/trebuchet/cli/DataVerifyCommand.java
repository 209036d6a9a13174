package io.trebuchet.cli;

import io.trebuchet.data.DataCheck;
import io.trebuchet.data.DataFolders;
import io.trebuchet.data.OfficialSet;
import io.trebuchet.process.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code trebuchet data verify}. */
@Command(
    name = "verify",
    description = {
      "Reads the files of data sets and holds them against the official checksums.",
      "",
      "Without a NAME, those that are found. Exits 0 if every file is the official one, or a"
          + " readable other one in a folder of another name, such as mnist-01; 2 if a file is"
          + " missing, damaged, or in the folder named like the set without being the official one."
    },
    mixinStandardHelpOptions = true)
final class DataVerifyCommand implements Callable<Integer> {
  @Mixin private DataCommand.Selection selection = new DataCommand.Selection();

  @Override
  public Integer call() throws IOException {
    DataFolders folders = selection.folders();
    boolean right = true;
    boolean any = false;
    for (OfficialSet set : selection.sets()) {
      List<Path> found = DataCheck.folders(set, folders);
      any |= !found.isEmpty();
      if (found.isEmpty()) {
        System.out.println(set.name() + ": not found: trebuchet data fetch " + set.name());
        right &= selection.isEmpty();
      }
      for (Path folder : found) {
        System.out.println(set.name() + ": " + folder);
        boolean subset = !String.valueOf(folder.getFileName()).equals(set.name());
        for (DataCheck.Finding finding : DataCheck.check(set, folder)) {
          System.out.println("  " + line(finding));
          right &=
              switch (finding.state()) {
                case OFFICIAL -> true;
                case OTHER -> subset;
                case DAMAGED, MISSING -> false;
              };
        }
      }
    }
    if (!any) {
      System.out.println("looked in:");
      folders.roots().forEach(root -> System.out.println("  " + root));
    }
    return right && any ? ExitCode.DONE : ExitCode.USAGE;
  }

  private static String line(DataCheck.Finding finding) {
    String name = String.valueOf(finding.file().getFileName());
    return switch (finding.state()) {
      case OFFICIAL -> name + ": official";
      case OTHER -> name + ": not the official file: " + finding.detail();
      case DAMAGED -> name + ": damaged: " + finding.detail();
      case MISSING ->
          name + ": missing" + (finding.detail().isEmpty() ? "" : ": " + finding.detail());
    };
  }
}
