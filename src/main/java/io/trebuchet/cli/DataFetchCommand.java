package io.trebuchet.cli;

import io.trebuchet.data.Download;
import io.trebuchet.data.FetchException;
import io.trebuchet.data.OfficialSet;
import io.trebuchet.process.ExitCode;
import io.trebuchet.process.UsageException;
import io.trebuchet.terminal.SystemTerminal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code trebuchet data fetch}. */
@Command(
    name = "fetch",
    description = {
      "Fetches the official files of data sets into the first data folder.",
      "",
      "Tries several mirrors in turn, goes on where an earlier fetch broke off, skips files that"
          + " are there and right, and gives a file its name only once its checksum is the official"
          + " one.",
      ""
    },
    footer = {
      "",
      "Example: trebuchet data fetch mnist --data-dir data",
      "Behind a proxy: https_proxy=http://HOST:PORT, with no_proxy=HOST,… for those without it.",
      "",
      "Exits 2 if a file could not be had, saying why for each mirror."
    },
    mixinStandardHelpOptions = true)
final class DataFetchCommand implements Callable<Integer> {
  private static final Duration STALL = Duration.ofSeconds(30);

  @Mixin private DataCommand.Selection selection = new DataCommand.Selection();

  @Option(
      names = "--mirror",
      paramLabel = "URL",
      description = "A folder on the web that holds the files, instead of the known mirrors.")
  private @Nullable URI mirror;

  @Override
  public Integer call() throws IOException {
    if (selection.isEmpty()) {
      throw new UsageException(
          "data fetch needs the name of a data set: " + DataCommand.Selection.known());
    }
    URI only = mirror;
    if (only != null && !isWeb(only)) {
      throw new UsageException(
          "--mirror: " + only + " is not an http or https address, such as https://host/mnist/");
    }
    Path root =
        selection.folders().roots().stream()
            .findFirst()
            .orElseThrow(
                () ->
                    new UsageException(
                        "you have no home folder here: name a folder with --data-dir DIR"));
    FetchProgress progress =
        FetchProgress.create(System.out, SystemTerminal.open().isPresent(), System::nanoTime);
    try (Download download = Download.create(STALL, progress, System.getenv())) {
      for (OfficialSet set : selection.sets()) {
        Path folder = root.resolve(set.name());
        System.out.println(
            String.format(
                Locale.ROOT,
                "%s (%s) into %s; licence: %s",
                set.name(),
                DataCommand.size(set.bytes()),
                folder,
                set.licence()));
        download.fetch(only == null ? set : set.at(only), folder);
      }
    } catch (FetchException e) {
      throw e;
    } catch (FileSystemException e) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "%s cannot be written (%s): name another folder with --data-dir DIR",
              e.getFile(),
              e instanceof AccessDeniedException ? "permission denied" : reason(e)));
    } catch (IOException e) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "the fetch into %s broke off (%s): put that right and run it again, it goes on from"
                  + " there",
              root,
              e.getMessage()));
    }
    return ExitCode.DONE;
  }

  private static String reason(FileSystemException error) {
    String reason = error.getReason();
    return reason == null ? error.getClass().getSimpleName() : reason;
  }

  private static boolean isWeb(URI address) {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    return (scheme.equals("http") || scheme.equals("https")) && address.getHost() != null;
  }
}
