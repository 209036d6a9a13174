/** The HTTP API and the live page, over a running sweep and over finished ones. */
@NullMarked
package io.trebuchet.web;

import org.jspecify.annotations.NullMarked;
