/** What a running sweep answers over HTTP. */
@NullMarked
package io.trebuchet.web;

import org.jspecify.annotations.NullMarked;
