package io.trebuchet.web;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Responses in the API's formats. */
final class Answers {
  /** Where answers to owners are read from files and databases, and those to others. */
  static final String OWNER = "trebuchet.owner-dispatcher";

  static final String OTHERS = "trebuchet.others-dispatcher";

  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private Answers() {}

  static HttpResponse json(ApiJson.Body body) {
    return json(200, ApiJson.bytes(body));
  }

  static HttpResponse json(int status, byte[] body) {
    return response(HttpEntities.create(ContentTypes.APPLICATION_JSON, body)).withStatus(status);
  }

  /**
   * A value that is written part by part, so that one may fail while there is still a status to
   * tell it with, and a large one is never whole in memory: the rest is made as the connection
   * takes it.
   */
  static HttpResponse json(Endpoint.Asked asked, Iterator<ApiJson.Body> parts) {
    JsonParts written = JsonParts.of(parts);
    ByteString first = written.next();
    ContentType.WithFixedCharset json = ContentTypes.APPLICATION_JSON;
    if (!written.hasNext()) {
      return response(HttpEntities.create(json, first));
    }
    Source<ByteString, NotUsed> rest =
        Source.fromIterator(() -> written)
            .mapError(
                Throwable.class,
                error -> {
                  LOG.warn("an answer broke off", error);
                  return error;
                })
            .async(asked.byOwner() ? OWNER : OTHERS);
    return response(HttpEntities.create(json, Source.single(first).concat(rest)));
  }

  static HttpResponse error(int status, String message) {
    return json(status, ApiJson.error(message));
  }

  static HttpResponse text(String contentType, String text) {
    return response(
        HttpEntities.create(
            ContentTypes.parse(contentType), text.getBytes(StandardCharsets.UTF_8)));
  }

  private static HttpResponse response(org.apache.pekko.http.javadsl.model.ResponseEntity entity) {
    return HttpResponse.create()
        .withEntity(entity)
        .addHeader(RawHeader.create("Cache-Control", "no-store"));
  }
}
