// The panels there are, by the names that --panels and the address know.

/** @import { PanelMaker } from "../payload.js" */

import { boundary } from "./boundary.js";
import { contour } from "./contour.js";
import { curve } from "./curve.js";
import { fit } from "./fit.js";
import { loss } from "./loss.js";
import { momentumPlane } from "./momentum_plane.js";
import { relief } from "./relief.js";

/** @type {Record<string, PanelMaker>} */
export const PANELS = { boundary, fit, curve, contour, relief, loss, "momentum-plane": momentumPlane };
