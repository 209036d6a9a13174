package io.trebuchet.stores;

import io.trebuchet.process.Folders;
import io.trebuchet.process.UsageException;
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

/**
 * What a command was told of a server that somebody else runs, and the one place that its login
 * comes from: what is given with an address goes to that address, never to one that only stands in
 * a file.
 *
 * @param address null if none was given
 * @param token empty if none was given
 * @param gzip whether writes are compressed on their way
 */
public record ServerAccess(@Nullable ServerAddress address, String token, Gzip gzip) {
  private static final String VARIABLE = "INFLUX_TOKEN";

  /** Of a command that was told nothing. */
  public static ServerAccess unknown() {
    return new ServerAccess(null, "", Gzip.AUTO);
  }

  /** Tells nothing of the token. */
  @Override
  public String toString() {
    return String.valueOf(address);
  }

  /** Whether an address was given. */
  public boolean given() {
    return address != null;
  }

  /** The address that was given. */
  public @Nullable URI url() {
    return address == null ? null : address.url();
  }

  /**
   * How to reach the server of an earlier run: where it was, unless another address was given.
   *
   * @throws UsageException if only another user names it
   */
  public InfluxSettings settings(RunDirectory run, Manifest.Server server) throws IOException {
    if (address == null) {
      OwnRun.check(run, server.url());
    }
    return settings(server);
  }

  /** How to reach a server, unless another address was given. */
  public InfluxSettings settings(Manifest.Server server) throws IOException {
    URI url = address == null ? URI.create(server.url()) : address.url();
    return InfluxSettings.of(url, login(url, server), server.org(), server.bucket())
        .withGzip(gzip.isFor(url));
  }

  /** Whether the login is known to this command alone. */
  public boolean forgets() {
    return !ofThisCommand().isEmpty();
  }

  /** What to do so that other commands know it. */
  public String reminder() {
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
