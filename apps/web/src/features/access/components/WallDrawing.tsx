import classes from './WallDrawing.module.css'

/** A living-room wall as the firm draws it; only to look at. */
export function WallDrawing() {
  return (
    <figure className={classes.frame} aria-hidden="true">
      <svg className={classes.art} viewBox="0 0 820 880" aria-hidden="true">
        <g transform="translate(86 168)">
          <path className={classes.tint} d="M430 70h160v236H430z" />
          <path className={classes.soft} d="M0 470h680v6H0z" />
          <path d="M0 0h680v470H0z" />
          <path className={classes.fine} d="M0 18h680M0 454h680" />
          <path d="M430 70h160v236H430zM510 70v236M430 188h160M392 52h236" />
          <path
            className={classes.ground}
            d="M398 52h42c2 130-8 270-4 402h-38zM580 52h42v402h-38c4-132-6-272-4-402z"
          />
          <path
            className={classes.fine}
            d="M412 58c0 140-4 280-2 392M426 58c0 140-6 280-4 392M594 58c0 140 4 280 2 392M608 58c0 140 2 280 2 392"
          />
          <path d="M70 96h104v132H70zM196 96h124v58H196zM196 170h124v58H196z" />
          <path
            className={classes.accent}
            d="M88 204l28-46 20 26 12-16 12 36zM212 138c26-34 54 12 92-26M228 212a30 30 0 0 1 60 0z"
          />
          <path className={classes.ground} d="M52 452v-112a18 18 0 0 1 18-18h244a18 18 0 0 1 18 18v112z" />
          <path d="M192 322v66M70 388h244M70 388v64M314 388v64" />
          <path
            className={classes.ground}
            d="M36 452v-66a17 17 0 0 1 34 0v66zM314 452v-66a17 17 0 0 1 34 0v66z"
          />
          <path d="M36 452h312M50 452v18M334 452v18" />
          <path className={classes.tint} d="M92 346h56v42H92z" />
          <path className={classes.accent} d="M92 346h56v42H92zM106 346v42M120 346v42M134 346v42" />
          <path className={classes.ground} d="M448 422h124l-6 8H454z" />
          <path d="M464 430l-8 40M556 430l8 40" />
          <path
            className={classes.accent}
            d="M496 422v-24h28v24zM506 398c-4-24-22-30-24-50 16 6 26 22 28 50M512 398c-2-30 6-48 24-58 2 24-8 44-20 58"
          />
          <path d="M652 470V262M632 470h40M634 262l8-46h20l8 46z" />
          <path
            className={classes.fine}
            d="M0 506h680M0 500v12M398 500v12M622 500v12M680 500v12M-30 0v470M-36 0h12M-36 470h12"
          />
          <text x="184" y="528">
            3,980
          </text>
          <text x="494" y="528">
            2,240
          </text>
          <text x="638" y="528">
            580
          </text>
          <text x="-14" y="-40" transform="translate(0 250) rotate(-90)">
            2,850
          </text>
        </g>
        <text x="86" y="740">
          Living room, wall C
        </text>
      </svg>
    </figure>
  )
}
