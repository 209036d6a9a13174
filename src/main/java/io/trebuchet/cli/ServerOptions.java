package io.trebuchet.cli;

import io.trebuchet.storage.Gzip;
import io.trebuchet.storage.InfluxSettings;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.ServerAddress;
import io.trebuchet.storage.ServerLogins;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * Options on a server that somebody else runs, and the one place that its login comes from: what is
 * given with an address goes to that address, never to one that only stands in a file.
 */
final class ServerOptions {
  private static final String VARIABLE = "INFLUX_TOKEN";

  @Option(
      names = "--influx-url",
      paramLabel = "URL",
      converter = Converter.class,
      description = {
        "Address of an InfluxDB 1.x, 2 or QuestDB, which is found out by itself; for an earlier"
            + " run, where its server is now, if it has moved.",
        "A login in it, http://user:password@host:8086, is used and nowhere kept."
      })
  private @Nullable ServerAddress address;

  @Option(
      names = "--influx-token",
      paramLabel = "TOKEN",
      description = {
        "Its API token, or USER:PASSWORD; better set in $INFLUX_TOKEN, where other users cannot see"
            + " it. Either goes only to the --influx-url of the same command.",
        "Lines 'http://host:8086 = TOKEN' of ~/.config/trebuchet/credentials serve all commands."
      })
  private String token = "";

  @Option(
      names = "--influx-gzip",
      paramLabel = "WHEN",
      description = {
        "Whether writes are compressed on their way: auto (to another machine), on, or off, for a"
            + " server or proxy that does not know it. Default: ${DEFAULT-VALUE}."
      })
  private Gzip gzip = Gzip.AUTO;

  /** Tells nothing of what it cannot read: that may hold a password. */
  static final class Converter implements ITypeConverter<ServerAddress> {
    @Override
    public ServerAddress convert(String text) {
      try {
        return ServerAddress.of(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  /** Whether an address was given. */
  boolean given() {
    return address != null;
  }

  /** The address that was given. */
  @Nullable URI url() {
    return address == null ? null : address.url();
  }

  /** Complains of a token that goes nowhere. */
  void check() {
    if (address == null && !token.isEmpty()) {
      throw new UsageException(
          "--influx-token goes with --influx-url, for it is sent to no other address");
    }
    if (address != null && !address.login().isEmpty() && !token.isEmpty()) {
      throw new UsageException("--influx-url holds a login already: leave --influx-token out");
    }
  }

  /**
   * How to reach the server of an earlier run: where it was, unless another address was given.
   *
   * @throws UsageException if only another user names it
   */
  InfluxSettings settings(RunDirectory run, Manifest.Server server) throws IOException {
    if (address == null) {
      OwnRun.check(run, server.url());
    }
    return settings(server);
  }

  /** How to reach a server, unless another address was given. */
  InfluxSettings settings(Manifest.Server server) throws IOException {
    check();
    URI url = address == null ? URI.create(server.url()) : address.url();
    return InfluxSettings.of(url, login(url, server), server.org(), server.bucket())
        .withGzip(gzip.isFor(url));
  }

  /** Whether the login is known to this command alone. */
  boolean forgets() {
    return !ofThisCommand().isEmpty();
  }

  /** What to do so that other commands know it. */
  String reminder() {
    return String.format(
        Locale.ROOT,
        "the login to %s is not kept: other commands need it again with --influx-url%s",
        url(),
        Folders.logins(System.getenv())
            .map(file -> String.format(Locale.ROOT, ", or a line '%s = TOKEN' in %s", url(), file))
            .orElse(""));
  }

  /** Of this command, else as the user has noted it, else where the run was told that it lies. */
  private String login(URI url, Manifest.Server server) throws IOException {
    String own = ofThisCommand();
    if (!own.isEmpty()) {
      return own;
    }
    Optional<Path> file = Folders.logins(System.getenv());
    Optional<String> noted =
        file.isPresent() ? ServerLogins.in(file.get()).of(url) : Optional.empty();
    return noted
        .or(() -> Optional.ofNullable(server.login()).flatMap(login -> login.login(url)))
        .orElse("");
  }

  private String ofThisCommand() {
    if (address == null) {
      return "";
    }
    String given = address.login().isEmpty() ? token : address.login();
    return given.isEmpty() ? System.getenv().getOrDefault(VARIABLE, "") : given;
  }
}
