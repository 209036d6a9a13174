package io.trebuchet.storage;

import io.questdb.BuildInformationHolder;
import io.questdb.cairo.SecurityContext;
import io.questdb.cairo.sql.NetworkSqlExecutionCircuitBreaker;
import io.questdb.cutlass.pgwire.OptionsListener;
import io.questdb.cutlass.pgwire.PGCircuitBreakerRegistry;
import io.questdb.cutlass.pgwire.PGCleartextPasswordAuthenticator;
import io.questdb.cutlass.pgwire.PGConfiguration;
import io.questdb.std.Unsafe;
import java.nio.charset.StandardCharsets;

/** The login of one PostgreSQL connection: owner or reader. */
final class QuestDbPgLogin extends PGCleartextPasswordAuthenticator {
  private final Credentials credentials;
  private final QuestDbConnections.Guarded socket;
  private final TimeLimit limit;
  private boolean owner;

  private QuestDbPgLogin(
      Credentials credentials,
      QuestDbConnections.Guarded socket,
      PGConfiguration configuration,
      NetworkSqlExecutionCircuitBreaker breaker,
      PGCircuitBreakerRegistry registry,
      TimeLimit limit) {
    super(
        configuration,
        new BuildInformationHolder(),
        breaker,
        registry,
        limit,
        (user, password, length) -> SecurityContext.AUTH_TYPE_NONE,
        false);
    this.credentials = credentials;
    this.socket = socket;
    this.limit = limit;
  }

  /** A login whose options may shorten the time limit of queries; only the owner's lift it. */
  static QuestDbPgLogin create(
      Credentials credentials,
      QuestDbConnections.Guarded socket,
      PGConfiguration configuration,
      NetworkSqlExecutionCircuitBreaker breaker,
      PGCircuitBreakerRegistry registry,
      OptionsListener options) {
    long usual = configuration.getCircuitBreakerConfiguration().getQueryTimeout();
    return new QuestDbPgLogin(
        credentials, socket, configuration, breaker, registry, new TimeLimit(options, usual));
  }

  /** Keeps what a client asks for until it is known who that is. */
  private static final class TimeLimit implements OptionsListener {
    private final OptionsListener options;
    private final long usual;
    private long wanted;

    TimeLimit(OptionsListener options, long usual) {
      this.options = options;
      this.usual = usual;
    }

    @Override
    public void setSqlTimeout(long millis) {
      wanted = millis;
    }

    void apply(boolean lift) {
      if (wanted > 0) {
        options.setSqlTimeout(lift ? wanted : Math.min(wanted, usual));
      }
    }
  }

  /** Whether the owner has logged in. */
  boolean isOwner() {
    return owner;
  }

  @Override
  public void clear() {
    owner = false;
    limit.setSqlTimeout(0);
    super.clear();
  }

  @Override
  protected byte verifyPassword(CharSequence user, long password, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = Unsafe.getUnsafe().getByte(password + i);
    }
    String given = user + ":" + new String(bytes, StandardCharsets.UTF_8);
    owner = DatabaseCaller.same(given, credentials.owner().text());
    boolean reader = DatabaseCaller.same(given, credentials.reader().text());
    if (!owner && !reader) {
      return SecurityContext.AUTH_TYPE_NONE;
    }
    limit.apply(owner);
    socket.loggedIn(reader);
    return SecurityContext.AUTH_TYPE_CREDENTIALS;
  }
}
