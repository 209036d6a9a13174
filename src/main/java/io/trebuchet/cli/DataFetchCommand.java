package io.trebuchet.cli;

import io.trebuchet.cli.terminal.SystemTerminal;
import io.trebuchet.data.Download;
import io.trebuchet.data.FetchException;
import io.trebuchet.data.OfficialSet;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

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
      "Behind a proxy: TREBUCHET_JAVA_OPTS=\"-Dhttps.proxyHost=HOST -Dhttps.proxyPort=PORT\"",
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
      converter = Mirror.class,
      description = "A folder on the web that holds the files, instead of the known mirrors.")
  private @Nullable URI mirror;

  @Override
  public Integer call() throws IOException {
    if (selection.isEmpty()) {
      throw new UsageException(
          "data fetch needs the name of a data set: " + DataCommand.Selection.known());
    }
    URI only = mirror;
    Path root = selection.folders().roots().getFirst();
    FetchProgress progress =
        FetchProgress.create(System.out, SystemTerminal.open().isPresent(), System::nanoTime);
    try (Download download = Download.create(STALL, progress)) {
      for (OfficialSet set : selection.sets()) {
        Path folder = root.resolve(set.name());
        System.out.println(
            "%s (%s) into %s; licence: %s"
                .formatted(set.name(), DataCommand.size(set.bytes()), folder, set.licence()));
        download.fetch(only == null ? set : set.at(only), folder);
      }
    } catch (FetchException e) {
      throw e;
    } catch (FileSystemException e) {
      throw new UsageException(
          "%s cannot be written (%s): name another folder with --data-dir DIR"
              .formatted(
                  e.getFile(),
                  e instanceof AccessDeniedException ? "permission denied" : reason(e)));
    } catch (IOException e) {
      throw new UsageException(
          "the fetch into %s broke off (%s): put that right and run it again, it goes on from there"
              .formatted(root, e.getMessage()));
    }
    return ExitCode.DONE;
  }

  private static String reason(FileSystemException error) {
    String reason = error.getReason();
    return reason == null ? error.getClass().getSimpleName() : reason;
  }

  /** Tells nothing of what it cannot take: that may hold a password. */
  static final class Mirror implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
      try {
        URI address = new URI(text);
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        if (List.of("http", "https").contains(scheme)
            && address.getHost() != null
            && address.getRawUserInfo() == null) {
          return address;
        }
      } catch (URISyntaxException e) {
        // As below.
      }
      throw new TypeConversionException(
          "it is not an http or https address without a login, such as https://host/mnist/");
    }
  }
}
