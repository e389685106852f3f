/**
 * What is no resource, over HTTP: a table of endpoints, each with the right it needs, and the answers' form. What the
 * endpoints say belongs to the features that say it.
 */
@NullMarked
package dev.windrose.hub.rest;

import org.jspecify.annotations.NullMarked;
