import {
  type ActionIconProps,
  type ButtonProps,
  type CheckboxProps,
  type CSSVariablesResolver,
  createTheme,
  type DrawerProps,
  type InputProps,
  type InputWrapperProps,
  type MantineColorsTuple,
  type MenuProps,
  type ModalProps,
  type PopoverProps,
  type RadioProps,
  type SwitchProps,
  type TooltipProps,
} from '@mantine/core'
import classes from './theme.module.css'

const verdigris: MantineColorsTuple = [
  '#edf9f7',
  '#d9f1ef',
  '#b8e3e0',
  '#8fcfca',
  '#61c5bb',
  '#389c97',
  '#177f7a',
  '#005c59',
  '#004d4a',
  '#003936',
]

const dark: MantineColorsTuple = [
  '#eeedea',
  '#b5b2ad',
  '#98958e',
  '#6f6b66',
  '#3d3a36',
  '#2b2926',
  '#1e1c19',
  '#161412',
  '#0f0d0c',
  '#0a0908',
]

/** What the theme says of one component. `Component.extend` says the same, but brings the component into the first script. */
interface Part<P extends { classNames?: unknown }> {
  defaultProps?: Partial<P>
  classNames?: P['classNames']
}

/** 160 ms, as menus and popovers move. */
const POP = { duration: 160, transition: 'pop' } as const

/** Mantine on the tokens: one filled button in a view (`variant="filled"`), else `default` with an edge or `subtle`. */
export const theme = createTheme({
  primaryColor: 'verdigris',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  colors: { verdigris, dark },
  black: '#1f1b17',
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'ui-monospace, monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '24px', xl: '28px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '4px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Button: {
      defaultProps: { variant: 'default', size: 'md' },
      classNames: { root: classes.button, section: classes.buttonSection },
    } satisfies Part<ButtonProps>,
    ActionIcon: {
      defaultProps: { variant: 'subtle', size: 'md' },
      classNames: { root: classes.actionIcon },
    } satisfies Part<ActionIconProps>,
    Input: {
      classNames: { wrapper: classes.inputWrapper, input: classes.input },
      defaultProps: { size: 'md' },
    } satisfies Part<InputProps>,
    InputWrapper: {
      defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] },
      classNames: {
        root: classes.field,
        label: classes.label,
        description: classes.hint,
        error: classes.fieldError,
        required: classes.required,
      },
    } satisfies Part<InputWrapperProps>,
    Checkbox: {
      defaultProps: { size: 'xs', radius: 'sm' },
      classNames: { input: classes.box },
    } satisfies Part<CheckboxProps>,
    Radio: { classNames: { radio: classes.box } } satisfies Part<RadioProps>,
    Switch: { classNames: { track: classes.track } } satisfies Part<SwitchProps>,
    Menu: {
      defaultProps: {
        transitionProps: POP,
        offset: 4,
        withinPortal: true,
        withInitialFocusPlaceholder: false,
      },
      classNames: {
        dropdown: classes.menu,
        item: classes.menuItem,
        label: classes.menuLabel,
        divider: classes.menuLine,
      },
    } satisfies Part<MenuProps>,
    Popover: {
      defaultProps: { transitionProps: POP, offset: 4, withinPortal: true },
      classNames: { dropdown: classes.popover },
    } satisfies Part<PopoverProps>,
    Tooltip: {
      defaultProps: {
        openDelay: 400,
        transitionProps: { duration: 100 },
        events: { hover: true, focus: true, touch: false },
      },
      classNames: { tooltip: classes.tooltip },
    } satisfies Part<TooltipProps>,
    Modal: {
      defaultProps: { centered: true, transitionProps: { duration: 220, transition: 'pop' }, size: 440 },
      classNames: {
        content: classes.dialog,
        header: classes.dialogHeader,
        title: classes.dialogTitle,
        body: classes.dialogBody,
        overlay: classes.overlay,
      },
    } satisfies Part<ModalProps>,
    Drawer: {
      defaultProps: { transitionProps: { duration: 220 } },
      classNames: { content: classes.drawer, overlay: classes.overlay, title: classes.dialogTitle },
    } satisfies Part<DrawerProps>,
  },
})

const onTokens = {
  '--mantine-color-body': 'var(--canvas)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-bright': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-3)',
  '--mantine-color-placeholder': 'var(--text-3)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-color-error': 'var(--red)',
  '--mantine-color-success': 'var(--green)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--fill)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line-2)',
  '--mantine-color-disabled': 'var(--fill)',
  '--mantine-color-disabled-color': 'var(--text-3)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
  '--mantine-primary-color-light': 'var(--accent-soft)',
  '--mantine-primary-color-light-hover': 'var(--accent-soft)',
  '--mantine-primary-color-light-color': 'var(--accent-text)',
  '--mantine-color-verdigris-filled': 'var(--accent)',
  '--mantine-color-verdigris-filled-hover': 'var(--accent-hover)',
  '--mantine-color-verdigris-light': 'var(--accent-soft)',
  '--mantine-color-verdigris-light-hover': 'var(--accent-soft)',
  '--mantine-color-verdigris-light-color': 'var(--accent-text)',
  '--mantine-color-verdigris-outline': 'var(--accent)',
  '--mantine-color-red-filled': 'var(--red-solid)',
  '--mantine-color-red-filled-hover': 'var(--red-solid)',
}

/** Points Mantine's colour variables at the tokens, which already know both schemes. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: onTokens,
  dark: onTokens,
})
