/** What people of the demo firm write down after a call, a visit or a message, and what they plan. */
export const SAID = {
  call: [
    'Likes the walnut laminate, wants a price with acrylic shutters.',
    'Asked for a rough figure for the whole home before a visit.',
    'Both work till six, so calls after 7 pm.',
    'Compares us with two other firms, decides after Diwali.',
    'Possession moved by a month, still wants to start with the kitchen.',
    'Wants to see a finished flat in the same society.',
    'Budget covers kitchen and wardrobes; false ceiling only in the living room.',
    'Asked about EMI, sent the two plans we have.',
    'Mother-in-law moves in, so a second puja corner is wanted.',
    'Happy with the layout, worried about the time it takes.',
  ],
  whatsapp: [
    'Sent three kitchens in the same size, with prices.',
    'Sent the mood board for the living room.',
    'Shared the brochure and two site photos.',
    'Sent the date for the visit and the address of the studio.',
    'Sent the revised quote, asked for a word by Friday.',
  ],
  email: [
    'Sent the quote with the bill of quantities.',
    'Sent drawings of the kitchen and both wardrobes.',
    'Sent the material list and the warranty terms.',
    'Sent minutes of the meeting, with what is still open.',
  ],
  meeting: [
    'Studio visit: chose shutters and handles, still open on the countertop.',
    'Went through the quote line by line; wants the loft left out.',
    'Met both; he decides on money, she on the look.',
    'Presented two concepts, they prefer the lighter one.',
  ],
  site_visit: [
    'Measured the kitchen and both bedrooms. Keeps the puja unit.',
    'Walked through with the architect; wet areas are not ready before next month.',
    'Measured everything. Beam in the living room is lower than drawn.',
    'Took photos of all rooms, the society allows work until 6 pm.',
  ],
  note: [
    'Referred by a neighbour whose kitchen we did last year.',
    'Brother is an architect, be exact with drawings.',
    'Prefers messages to calls during work.',
    'Asks for the carpenter who did the show flat.',
  ],
} as const

export const CALL_ENDS = [
  ['Spoke', 40],
  ['Interested', 18],
  ['No answer', 26],
  ['Call back later', 12],
  ['Not interested', 4],
] as const

export const PLANS = {
  call: [
    'Call about the kitchen finish',
    'Ask whether the quote fits',
    'Call after the family has talked',
    'Confirm the date of possession',
    'Call back as agreed',
  ],
  whatsapp: ['Send the mood board', 'Send photos of the show flat', 'Send the acrylic price'],
  email: ['Send the revised quote', 'Send drawings of the wardrobes'],
  site_visit: ['Measure the second bedroom', 'Visit the flat with the architect'],
  meeting: ['Studio visit to choose shutters', 'Present the concept'],
  task: ['Get the price of the quartz top', 'Ask the carpenter for a date'],
} as const
