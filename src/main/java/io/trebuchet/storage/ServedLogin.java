package io.trebuchet.storage;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a login lies that a user has sent to a server: among the {@link Credentials} of a served
 * folder of theirs. A run keeps this in the place of the login, so that later commands need not be
 * told it again; who has not known the login can make none.
 *
 * @param file the credentials of that folder
 * @param proof what the login makes of the server's address, HMAC-SHA256 in hexadecimal digits
 */
public record ServedLogin(String file, String proof) {
  private static final Logger LOG = LoggerFactory.getLogger(ServedLogin.class);
  private static final String ALGORITHM = "HmacSHA256";

  /** That of a server, if it is the database of a served folder of this user's on this machine. */
  public static Optional<ServedLogin> of(InfluxSettings settings) {
    if (!settings.token().contains(":")) {
      return Optional.empty();
    }
    String question = RunMarker.served(Path.of("")).sqlWhere();
    try (HttpCalls calls = HttpCalls.to(settings)) {
      HttpResponse<String> answer = calls.get(HttpCalls.path("/exec", Map.of("query", question)));
      Optional<String> folder =
          answer.statusCode() == 200 ? RunMarker.directory(answer.body()) : Optional.empty();
      return folder
          .map(served -> Path.of(served, Credentials.FILE).toString())
          .map(file -> new ServedLogin(file, proof(settings.token(), settings.url())))
          .filter(here -> here.login(settings.url()).isPresent());
    } catch (IOException | InvalidPathException e) {
      LOG.debug("{} is no served folder's", settings.url(), e);
      return Optional.empty();
    }
  }

  /** The login to that server; empty if it is another by now, or never was sent to this address. */
  public Optional<String> login(URI url) {
    try {
      String login = Credentials.read(Path.of(file)).owner().text();
      return MessageDigest.isEqual(bytes(proof(login, url)), bytes(proof))
          ? Optional.of(login)
          : Optional.empty();
    } catch (IOException | InvalidPathException e) {
      LOG.debug("{} tells no login", file, e);
      return Optional.empty();
    }
  }

  private static String proof(String login, URI url) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(bytes(login), ALGORITHM));
      return HexFormat.of().formatHex(mac.doFinal(bytes(ServerAddress.origin(url))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
