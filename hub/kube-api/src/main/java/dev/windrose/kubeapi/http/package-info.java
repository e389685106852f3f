/** The HTTP face: paths, discovery, OpenAPI, tables, lists and watches, mounted as one Vert.x request handler. */
@NullMarked
package dev.windrose.kubeapi.http;

import org.jspecify.annotations.NullMarked;
