package io.trebuchet.cli;

import io.trebuchet.process.UsageException;
import io.trebuchet.storage.Gzip;
import io.trebuchet.storage.ServerAddress;
import io.trebuchet.stores.ServerAccess;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options on a server that somebody else runs. */
final class ServerOptions {
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

  /**
   * What they say.
   *
   * @throws UsageException if a token goes nowhere, or beside another
   */
  ServerAccess access() {
    if (address == null && !token.isEmpty()) {
      throw new UsageException(
          "--influx-token goes with --influx-url, for it is sent to no other address");
    }
    if (address != null && !address.login().isEmpty() && !token.isEmpty()) {
      throw new UsageException("--influx-url holds a login already: leave --influx-token out");
    }
    return new ServerAccess(address, token, gzip);
  }
}
