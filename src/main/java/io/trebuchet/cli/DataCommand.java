package io.trebuchet.cli;

import io.trebuchet.data.DataFolders;
import io.trebuchet.data.OfficialSet;
import io.trebuchet.process.Folders;
import io.trebuchet.process.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trebuchet data}. */
@Command(
    name = "data",
    description = {
      "Lists, fetches and verifies image data sets: mnist, fashion-mnist, cifar-10.",
      "",
      "They are looked for in --data-dir, $TREBUCHET_DATA and ~/.cache/trebuchet/data, in a folder"
          + " named like the set (or mnist-01 and so on, for subsets)."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {DataListCommand.class, DataFetchCommand.class, DataVerifyCommand.class})
final class DataCommand {
  /** What all three take. */
  static final class Selection {
    @Parameters(
        paramLabel = "NAME",
        arity = "0..*",
        description = "Data sets: mnist, fashion-mnist, cifar-10, or all.")
    private List<String> names = List.of();

    @Option(
        names = "--data-dir",
        paramLabel = "DIR",
        description = "The first data folder; then $TREBUCHET_DATA and ~/.cache/trebuchet/data.")
    private @Nullable Path dataDir;

    DataFolders folders() {
      return Folders.data(dataDir, System.getenv());
    }

    boolean isEmpty() {
      return names.isEmpty();
    }

    /** The sets named; all if none is. */
    List<OfficialSet> sets() {
      if (names.isEmpty() || names.contains("all")) {
        return OfficialSet.all();
      }
      return names.stream().distinct().map(Selection::named).toList();
    }

    private static OfficialSet named(String name) {
      return OfficialSet.named(name)
          .orElseThrow(
              () ->
                  new UsageException(
                      String.format(
                          Locale.ROOT,
                          "there is no data set \"%s\": choose among %s",
                          name,
                          known())));
    }

    static String known() {
      return OfficialSet.all().stream().map(OfficialSet::name).collect(Collectors.joining(", "))
          + ", all";
    }
  }

  /** Bytes for people, in decimal units. */
  static String size(long bytes) {
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
