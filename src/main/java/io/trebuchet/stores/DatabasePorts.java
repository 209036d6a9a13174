package io.trebuchet.stores;

import io.trebuchet.storage.PortChoice;
import org.jspecify.annotations.Nullable;

/**
 * Where an embedded database listens on 127.0.0.1.
 *
 * @param http the port for its owner; null for 9000, or any if that is busy
 * @param pg the port for PostgreSQL; null for 8812, or any if that is busy
 */
public record DatabasePorts(@Nullable Integer http, @Nullable Integer pg) {
  /** The option of the first. */
  public static final String HTTP_OPTION = "--questdb-port";

  /** The option of the second. */
  public static final String PG_OPTION = "--questdb-pg-port";

  private static final int HTTP_PORT = 9000;
  private static final int PG_PORT = 8812;

  /** Those that nobody has asked for. */
  public static DatabasePorts usual() {
    return new DatabasePorts(null, null);
  }

  /** Whether one was asked for. */
  public boolean given() {
    return http != null || pg != null;
  }

  PortChoice httpChoice() {
    return choice(http, HTTP_PORT, HTTP_OPTION);
  }

  PortChoice pgChoice() {
    return choice(pg, PG_PORT, PG_OPTION);
  }

  private static PortChoice choice(@Nullable Integer asked, int usual, String option) {
    return asked == null ? PortChoice.preferred(usual) : PortChoice.required(asked, option);
  }
}
